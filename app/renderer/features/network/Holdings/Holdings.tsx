import type { ReactElement } from 'react'
import { spacesQuery, syncQuery, type SyncStatus } from '../../../app/queries.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Holdings.module.css'

/** What moves right now, and of each chat who holds how much. */
export const Holdings = ({ nameOf }: { readonly nameOf: (account: string | null) => string }): ReactElement => {
  const { words, formats } = useManner()
  const sync = useLive(syncQuery)
  const spaces = useLive(spacesQuery)
  if (sync.state === 'loading') return <p>{words.loading}</p>
  if (sync.state === 'failed') return <p>{failureSentence(sync.failure, words)}</p>
  const titleOf = (space: string): string | undefined =>
    spaces.state === 'here' ? spaces.value.find((one) => one.space === space)?.title : undefined
  const who = (role: 'member' | 'mailbox', account: string | null): string =>
    role === 'mailbox' ? words.network.mailbox : nameOf(account)
  const holding = ({ space, held, holders, stopped }: SyncStatus['spaces'][number]): ReactElement | null => {
    const title = titleOf(space)
    if (title === undefined) return null
    return (
      <li key={space} className={style['row']}>
        <span className={style['title']}>{title}</span>
        <span className={style['facts']}>
          <span>{words.network.held(held)}</span>
          {holders.length === 0 && <span>{words.network.nobodyElse}</span>}
          {holders.map(({ peer, role, account, missing }) => (
            <span key={peer} className={style['holder']} data-whole={missing === 0 || undefined}>
              <Icon name={missing === 0 ? 'check' : role === 'mailbox' ? 'relay' : 'computer'} />
              {missing === 0 ? words.network.has(who(role, account)) : words.network.lacks(who(role, account), missing)}
            </span>
          ))}
          {stopped.length > 0 && (
            <span className={style['stopped']} title={stopped.map(({ reason }) => reason).join(', ')}>
              {words.network.stopped(stopped.length)}
            </span>
          )}
        </span>
      </li>
    )
  }
  return (
    <ul className={style['list']}>
      {sync.value.sessions.map((session) => (
        <li key={session.peer} className={style['row']}>
          <span className={style['title']}>{words.network.syncWith(who(session.role, session.account))}</span>
          <span className={style['facts']}>
            <span>
              {session.toSend + session.toReceive === 0
                ? words.network.settled
                : words.network.moving(session.toSend, session.toReceive)}
            </span>
            <span>{words.network.bytes(formats.bytes(session.bytesIn), formats.bytes(session.bytesOut))}</span>
          </span>
        </li>
      ))}
      {sync.value.spaces.map(holding)}
    </ul>
  )
}
