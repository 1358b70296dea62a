import { useEffect, useState, type ReactElement } from 'react'
import { linkingQuery } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Copyable } from '../../../ui/Copyable/Copyable.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { failureSentence } from '../../../words/index.ts'
import { QrCode } from '../../people/QrCode/QrCode.tsx'
import { Digits } from '../Digits/Digits.tsx'

/** On a fresh computer: becomes one more of an account that is on another computer already. Rule I3. */
export const NewComputer = (): ReactElement => {
  const { words } = useManner()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="bare" onClick={() => setOpen(true)}>
        {words.devices.second}
      </Button>
      <Dialog
        title={words.devices.secondTitle}
        lead={words.devices.secondMore}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        closeLabel={words.close}
        size="small"
      >
        <Linking />
      </Dialog>
    </>
  )
}

const Linking = (): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const linking = useLive(linkingQuery)
  const state = linking.state === 'here' ? linking.value.state : null
  const make = (): void => run(() => connection.client.device.link({}))
  useEffect(() => {
    if (state === 'none') run(() => connection.client.device.link({}))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- made once for every time that there is none
  }, [state])
  const link = linking.state === 'here' ? linking.value.link : null
  const code = linking.state === 'here' ? linking.value.code : null
  return (
    <>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      {state === 'waiting' && link !== null && (
        <>
          <QrCode text={link} label={words.devices.code} />
          <Copyable
            label={words.devices.myLink}
            text={link}
            copyLabel={words.people.copyLink}
            copiedLabel={words.copied}
          />
          <output>{words.devices.waitFor}</output>
        </>
      )}
      {state === 'comparing' && code !== null && (
        <>
          <Digits code={code} label={words.devices.digits} />
          <p>{words.devices.digitsMore}</p>
        </>
      )}
      {(state === 'failed' || failure !== null) && (
        <>
          <p>{words.devices.failed}</p>
          <div>
            <Button isBusy={isBusy} onClick={make}>
              {words.devices.tryAgain}
            </Button>
          </div>
        </>
      )}
    </>
  )
}
