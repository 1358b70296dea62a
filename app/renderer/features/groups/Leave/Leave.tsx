import { useState, type ReactElement } from 'react'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Confirm } from '../../../ui/Confirm/Confirm.tsx'
import { failureSentence } from '../../../words/index.ts'

/** The way out of a group, asked for twice. */
export const Leave = ({ space, title }: { readonly space: string; readonly title: string }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run, forget } = useTask()
  const [isOpen, setOpen] = useState(false)
  const close = (): void => {
    setOpen(false)
    forget()
  }
  return (
    <div>
      <Button look="danger" onClick={() => setOpen(true)}>
        {words.groups.leave}
      </Button>
      <Confirm
        title={words.groups.leaveTitle(title)}
        lead={words.groups.leaveMore}
        isOpen={isOpen}
        onClose={close}
        cancelLabel={words.groups.cancel}
        doLabel={words.groups.leaveNow}
        isBusy={isBusy}
        failure={failure === null ? null : failureSentence(failure, words)}
        onDo={() =>
          run(async () => {
            const left = await connection.client.space.leave({ space })
            if (left.ok) close()
            return left
          })
        }
      />
    </div>
  )
}
