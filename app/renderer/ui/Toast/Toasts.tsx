import { Toast } from '@base-ui/react/toast'
import { createContext, use, useMemo, type ReactElement, type ReactNode } from 'react'
import { Button } from '../Button/Button.tsx'
import { IconButton } from '../IconButton/IconButton.tsx'
import style from './Toasts.module.css'

/** Says in passing what has happened. */
export type Say = (text: string, action?: { readonly label: string; readonly onChoose: () => void }) => void

/** How long it stands, in milliseconds. With something to do it stands longer, because that has to be reached. */
const SAID_FOR_MS = 5000
const OFFERED_FOR_MS = 10_000

/** Most at once; the oldest gives way. */
const MOST = 3

const SayContext = createContext<Say>(() => {})

/** How to say something in passing: "Link copied", "Chat muted – Undo". What lasts or failed is said where it belongs instead. */
export const useSay = (): Say => use(SayContext)

export interface ToastsProps {
  /** What the place is called, and its buttons. */
  readonly label: string
  readonly closeLabel: string
  readonly children: ReactNode
}

/** The place where things are said in passing. F6 reaches it, Escape leaves. ARIA: a polite live region of dialogs. */
export const Toasts = ({ label, closeLabel, children }: ToastsProps): ReactElement => (
  <Toast.Provider timeout={SAID_FOR_MS} limit={MOST}>
    <Sayer>{children}</Sayer>
    <Toast.Portal>
      <Toast.Viewport className={style['place']} aria-label={label}>
        <List closeLabel={closeLabel} />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
)

const Sayer = ({ children }: { readonly children: ReactNode }): ReactElement => {
  const { add, close } = Toast.useToastManager()
  const say = useMemo(
    (): Say => (text, action) => {
      const id = add({
        description: text,
        timeout: action === undefined ? SAID_FOR_MS : OFFERED_FOR_MS,
        ...(action !== undefined && {
          actionProps: {
            children: action.label,
            onClick: () => {
              action.onChoose()
              close(id)
            },
          },
        }),
      })
    },
    [add, close],
  )
  return <SayContext value={say}>{children}</SayContext>
}

const List = ({ closeLabel }: { readonly closeLabel: string }): readonly ReactElement[] => {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={style['toast']} swipeDirection="down">
      <Toast.Content className={style['content']}>
        <Toast.Description className={style['text']} />
        {toast.actionProps !== undefined && (
          <Toast.Action render={<Button look="bare">{toast.actionProps.children}</Button>} />
        )}
        <Toast.Close render={<IconButton icon="close" label={closeLabel} size="small" />} />
      </Toast.Content>
    </Toast.Root>
  ))
}
