import { useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { NetworkStatus } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Peers.module.css'

export interface PeersProps {
  readonly peers: NetworkStatus['peers']
  readonly relays: NetworkStatus['relays']
  readonly nameOf: (account: string | null) => string
}

/** Who is connected now, and how. */
export const Peers = ({ peers, relays, nameOf }: PeersProps): ReactElement => {
  const { words } = useManner()
  const isRelay = (peer: string): boolean => relays.some((relay) => relay.peer === peer)
  if (peers.length === 0) return <p className={style['none']}>{words.network.noPeers}</p>
  return (
    <ul className={style['list']} aria-label={words.network.peers}>
      {peers.map(({ peer, account, path, address }) => (
        <li key={peer} className={style['peer']}>
          <Icon name={path === 'relay' || isRelay(peer) ? 'relay' : 'computer'} />
          <span className={style['who']}>
            <span className={style['name']}>{isRelay(peer) ? words.network.mailbox : nameOf(account)}</span>
            <span className={style['address']}>{address}</span>
          </span>
          <span className={style['path']}>{words.network.path[path]}</span>
        </li>
      ))}
    </ul>
  )
}

/** Tries an address that somebody was given. */
export const ConnectForm = (): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const [isTrying, setTrying] = useState(false)
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        const address = fieldOf(event, 'address').trim()
        setTrying(false)
        run(async () => {
          if (address === '') return { ok: false, error: { type: 'AddressInvalid', address, detail: '' } }
          const connecting = await connection.client.network.connect({ address })
          setTrying(connecting.ok)
          return connecting
        })
      }}
    >
      <TextField
        label={words.network.address}
        hint={isTrying ? words.network.trying : ''}
        name="address"
        placeholder="/ip4/192.168.0.4/tcp/4001/p2p/…"
        isCode
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <Button type="submit" isBusy={isBusy}>
        {words.network.connectNow}
      </Button>
    </form>
  )
}
