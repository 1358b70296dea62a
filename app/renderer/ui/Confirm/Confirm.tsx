import type { ReactElement } from 'react'
import { Button } from '../Button/Button.tsx'
import { Dialog } from '../Dialog/Dialog.tsx'

export interface ConfirmProps {
  readonly title: string
  /** What comes of it. */
  readonly lead: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** Names of the buttons: to leave it, and to do it. */
  readonly cancelLabel: string
  readonly doLabel: string
  readonly isBusy: boolean
  /** Why it was not done. */
  readonly failure: string | null
  readonly onDo: () => void
}

/** Asks before something that cannot be taken back. ARIA: modal dialog. */
export const Confirm = (props: ConfirmProps): ReactElement => (
  <Dialog
    title={props.title}
    lead={props.lead}
    isOpen={props.isOpen}
    onClose={props.onClose}
    closeLabel={props.cancelLabel}
    size="small"
    actions={
      <>
        <Button onClick={props.onClose}>{props.cancelLabel}</Button>
        <Button look="danger" isBusy={props.isBusy} onClick={props.onDo}>
          {props.doLabel}
        </Button>
      </>
    }
  >
    {props.failure !== null && <p role="alert">{props.failure}</p>}
  </Dialog>
)
