import type { ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { NetworkStatus } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import form from '../ConnectForm/ConnectForm.module.css'
import style from './Relays.module.css'

/** The relays in use, how each stands, and how to add or remove one. */
export const Relays = ({ relays }: { readonly relays: NetworkStatus['relays'] }): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const use = (addresses: readonly string[]): void =>
    run(() => connection.client.network.setRelays({ relays: [...new Set(addresses)] }))
  const all = relays.map(({ address }) => address)
  return (
    <>
      {relays.length === 0 && <p className={style['none']}>{words.network.noRelays}</p>}
      <ul className={style['list']} aria-label={words.network.relays}>
        {relays.map(({ address, state, detail }) => (
          <li key={address} className={style['relay']} data-state={state}>
            <Icon name="relay" />
            <span className={style['what']}>
              <span className={style['address']}>{address}</span>
              <span className={style['state']}>{words.network.relayState[state]}</span>
              {detail !== null && <span className={style['detail']}>{detail}</span>}
            </span>
            <IconButton
              icon="close"
              label={words.network.removeRelay(address)}
              onClick={() => use(all.filter((other) => other !== address))}
            />
          </li>
        ))}
      </ul>
      <form
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault()
          const address = fieldOf(event, 'relay').trim()
          if (address === '') return
          event.currentTarget.reset()
          use([...all, address])
        }}
      >
        <TextField
          label={words.network.relayAddress}
          name="relay"
          placeholder="/dns4/relay.example/tcp/443/wss/p2p/…"
          isCode
          error={failure === null ? null : failureSentence(failure, words)}
        />
        <Button type="submit" isBusy={isBusy}>
          {words.network.addRelay}
        </Button>
      </form>
    </>
  )
}
