import { useMemo } from 'react'
import { contactsQuery, membersQuery, type Contact, type Member, type Space } from '../../app/queries.ts'
import { useLive } from '../../app/world.ts'

const NOBODY: readonly never[] = []

/** What those who write in a chat are called, by account: as one calls them oneself, else as they call themselves. */
export const useNames = ({ space, kind }: Pick<Space, 'space' | 'kind'>): ReadonlyMap<string, string> => {
  const contacts = useLive(contactsQuery)
  // Of a direct chat the contacts say all, and it need not be asked for.
  const group = useLive(membersQuery(kind === 'group' ? space : null))
  const known: readonly Contact[] = contacts.state === 'here' ? contacts.value : NOBODY
  const members: readonly Member[] = group.state === 'here' ? group.value : NOBODY
  return useMemo(() => new Map([...members, ...known].map(({ account, name }) => [account, name])), [members, known])
}
