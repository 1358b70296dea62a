import { useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { devicesQuery, type Device } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { Skeleton } from '../../../ui/Skeleton/Skeleton.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import { LinkComputer } from '../LinkComputer/LinkComputer.tsx'
import { RemoveDevice } from './RemoveDevice.tsx'
import style from './Devices.module.css'

/** One's own computers: which there are, what they are called, and how another one is let in. Rule I3. */
export const Devices = (): ReactElement => {
  const { words } = useManner()
  const devices = useLive(devicesQuery)
  if (devices.state === 'loading') return <Skeleton shape="row" count={2} />
  if (devices.state === 'failed') return <p role="alert">{failureSentence(devices.failure, words)}</p>
  return (
    <div className={style['part']}>
      <p className={style['more']}>{words.devices.more}</p>
      <ul className={style['list']} aria-label={words.devices.list}>
        {devices.value.map((device) => (
          <Item key={device.device} device={device} />
        ))}
      </ul>
      <LinkComputer />
    </div>
  )
}

const Item = ({ device }: { readonly device: Device }): ReactElement => {
  const { words, formats } = useManner()
  const { connection, now } = useWorld()
  const { isBusy, failure, run } = useTask()
  const [isNaming, setNaming] = useState(false)
  const { name, at, current, lastHeard } = device
  const heard = lastHeard === null ? words.devices.neverHeard : words.devices.lastHeard(formats.brief(lastHeard, now()))
  const rename = (wanted: string): void =>
    run(async () => {
      const done = await connection.client.device.rename({ device: device.device, name: wanted === '' ? null : wanted })
      if (done.ok) setNaming(false)
      return done
    })
  return (
    <li>
      <div className={style['item']}>
        <Icon name="computer" />
        <span className={style['about']}>
          <bdi className={style['name']}>{name}</bdi>
          <span className={style['when']}>
            {current ? words.devices.this : heard} · {words.devices.added(formats.brief(at, now()))}
          </span>
        </span>
        <Button label={words.devices.renameOf(name)} aria-expanded={isNaming} onClick={() => setNaming(!isNaming)}>
          {words.devices.rename}
        </Button>
        {!current && <RemoveDevice device={device} />}
      </div>
      {isNaming && (
        <form
          className={style['rename']}
          onSubmit={(event) => {
            event.preventDefault()
            rename(fieldOf(event, 'name').trim())
          }}
        >
          <TextField
            label={words.devices.rename}
            hint={words.devices.renameMore}
            name="name"
            initial={name}
            takesFocus
            error={failure === null ? null : failureSentence(failure, words)}
          />
          <Button type="submit" isBusy={isBusy}>
            {words.devices.save}
          </Button>
        </form>
      )}
    </li>
  )
}
