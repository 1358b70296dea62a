import type { ReactElement } from 'react'
import { receiptsQuery, type Receipt } from '../../../app/queries.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { Skeleton } from '../../../ui/Skeleton/Skeleton.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Receipts.module.css'

const states = ['read', 'delivered', 'none'] as const

export interface ReceiptsProps {
  readonly space: string
  /** The message asked about; null: closed. */
  readonly message: string | null
  readonly onClose: () => void
}

/** Who of a group has read a message, who has it, and of whom nothing is known yet. */
export const Receipts = ({ space, message, onClose }: ReceiptsProps): ReactElement => {
  const { words } = useManner()
  return (
    <Dialog
      title={words.chat.receipts}
      isOpen={message !== null}
      onClose={onClose}
      closeLabel={words.close}
      size="small"
    >
      {message !== null && <Lists space={space} message={message} />}
    </Dialog>
  )
}

const Lists = ({ space, message }: { readonly space: string; readonly message: string }): ReactElement => {
  const { words } = useManner()
  const receipts = useLive(receiptsQuery(space, message))
  if (receipts.state === 'loading') return <Skeleton shape="row" count={3} />
  if (receipts.state === 'failed') return <p role="alert">{failureSentence(receipts.failure, words)}</p>
  return (
    <>
      {states.map((state) => {
        const people = receipts.value.filter((one) => one.state === state)
        return people.length === 0 ? null : <People key={state} title={words.chat.receiptOf[state]} people={people} />
      })}
    </>
  )
}

const People = ({ title, people }: { readonly title: string; readonly people: readonly Receipt[] }): ReactElement => (
  <section className={style['part']} aria-label={title}>
    <h3 className={style['title']}>{`${title} · ${people.length}`}</h3>
    <ul>
      {people.map(({ account, name }) => (
        <li key={account} className={style['person']}>
          <Avatar id={account} name={name} size="small" />
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  </section>
)
