import { useState, type ReactElement } from 'react'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Confirm } from '../../../ui/Confirm/Confirm.tsx'
import { failureSentence } from '../../../words/index.ts'

/** Blocks somebody, after saying what comes of it. */
export const Block = ({ account, name }: { readonly account: string; readonly name: string }): ReactElement => {
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
        {words.people.block}
      </Button>
      <Confirm
        title={words.people.blockTitle(name)}
        lead={words.people.blockMore}
        isOpen={isOpen}
        onClose={close}
        cancelLabel={words.groups.cancel}
        doLabel={words.people.block}
        isBusy={isBusy}
        failure={failure === null ? null : failureSentence(failure, words)}
        // The person is gone from the list then, and this with her.
        onDo={() => run(() => connection.client.contact.block({ account }))}
      />
    </div>
  )
}
