import { useState, type ReactElement } from 'react'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { Switch } from '../../../ui/Switch/Switch.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { useSay } from '../../../ui/Toast/Toasts.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Scanner } from '../../people/Scanner/Scanner.tsx'
import { Digits } from '../Digits/Digits.tsx'
import style from './LinkComputer.module.css'

/** Lets another computer in: its link, then six digits that are the same on both screens. Rule I3. */
export const LinkComputer = (): ReactElement => {
  const { words } = useManner()
  const [isOpen, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <div>
      <Button icon="add" onClick={() => setOpen(true)}>
        {words.devices.link}
      </Button>
      <Dialog title={words.devices.link} isOpen={isOpen} onClose={close} closeLabel={words.close} size="small">
        <Steps onDone={close} />
      </Dialog>
    </div>
  )
}

interface Reached {
  readonly code: string
  readonly name: string
}

const Steps = ({ onDone }: { readonly onDone: () => void }): ReactElement => {
  const [reached, setReached] = useState<Reached | null>(null)
  return reached === null ? (
    <Reach onReached={setReached} />
  ) : (
    <Compare reached={reached} onBack={() => setReached(null)} onDone={onDone} />
  )
}

const Reach = ({ onReached }: { readonly onReached: (reached: Reached) => void }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run, forget } = useTask()
  const [link, setLink] = useState('')
  /** Counts what was scanned, so that the field is drawn anew with it. */
  const [filled, setFilled] = useState(0)
  const [isScanning, setScanning] = useState(false)
  const [certifier, setCertifier] = useState(true)
  const reach = (): void =>
    run(async () => {
      const found = await connection.client.device.approve({ link: link.replaceAll(/\s/gu, ''), certifier })
      if (found.ok) onReached(found.value)
      return found
    })
  return (
    <form
      className={style['form']}
      onInput={({ target }) => {
        if (!(target instanceof HTMLInputElement) || target.name !== 'link') return
        setLink(target.value)
        forget()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        reach()
      }}
    >
      <p>{words.devices.linkMore}</p>
      <TextField
        key={filled}
        label={words.devices.itsLink}
        hint={words.devices.itsLinkHint}
        name="link"
        initial={link}
        isCode
        takesFocus
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <div>
        <Button icon="camera" onClick={() => setScanning(true)}>
          {words.devices.scan}
        </Button>
      </div>
      <Switch
        label={words.devices.certifier}
        hint={words.devices.certifierMore}
        isOn={certifier}
        onChange={setCertifier}
      />
      <div className={style['buttons']}>
        <Button type="submit" look="main" isBusy={isBusy}>
          {words.devices.reach}
        </Button>
      </div>
      <Scanner
        isOpen={isScanning}
        onClose={() => setScanning(false)}
        onFound={(text) => {
          setLink(text)
          setFilled((count) => count + 1)
          setScanning(false)
        }}
      />
    </form>
  )
}

interface CompareProps {
  readonly reached: Reached
  readonly onBack: () => void
  readonly onDone: () => void
}

const Compare = ({ reached, onBack, onDone }: CompareProps): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const say = useSay()
  const { code, name } = reached
  const confirm = (): void =>
    run(async () => {
      const done = await connection.client.device.confirm({ code })
      if (done.ok) {
        say(words.devices.linked)
        onDone()
      }
      return done
    })
  return (
    <div className={style['form']}>
      <p>{words.devices.compare}</p>
      <Digits code={code} label={words.devices.digits} />
      <p>{words.devices.compareMore(name)}</p>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      <div className={style['buttons']}>
        <Button onClick={onBack}>{words.devices.notSame}</Button>
        <Button look="main" isBusy={isBusy} onClick={confirm}>
          {words.devices.same}
        </Button>
      </div>
    </div>
  )
}
