import { useState, type ReactElement } from 'react'
import type { Device } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Confirm } from '../../../ui/Confirm/Confirm.tsx'
import { failureSentence } from '../../../words/index.ts'

/** Shuts one of one's computers out, after saying what comes of it. Rule S6. */
export const RemoveDevice = ({ device: { device, name } }: { readonly device: Device }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run, forget } = useTask()
  const [isOpen, setOpen] = useState(false)
  const close = (): void => {
    setOpen(false)
    forget()
  }
  return (
    <>
      <Button label={words.devices.removeOf(name)} onClick={() => setOpen(true)}>
        {words.devices.remove}
      </Button>
      <Confirm
        title={words.devices.removeTitle(name)}
        lead={words.devices.removeMore}
        isOpen={isOpen}
        onClose={close}
        cancelLabel={words.devices.cancel}
        doLabel={words.devices.remove}
        isBusy={isBusy}
        failure={failure === null ? null : failureSentence(failure, words)}
        // It is gone from the list then, and this with it.
        onDo={() => run(() => connection.client.device.remove({ device }))}
      />
    </>
  )
}
