import { value } from '#core/node/testing.ts'
import { cardOf, exchange, somebody } from './people.ts'
import type { Somebody } from './people.ts'

// People who know each other and meet in groups, for stories that need no network.

export const accountOf = ({ node }: Somebody): string => node.account.get()?.account ?? ''

/** As many people as names. */
export type PeopleOf<Names extends readonly string[]> = { [Name in keyof Names]: Somebody }

/** People of these names who do not know each other. */
export const strangers = <const Names extends readonly string[]>(...names: Names): PeopleOf<Names> =>
  names.map((name) => somebody(name)) as PeopleOf<Names> // one for each

/** People of these names, the first of whom has all others as contacts. */
export function circle<const Names extends readonly string[]>(...names: Names): PeopleOf<Names> {
  const people = strangers(...names)
  const [first, ...others] = people
  for (const other of others) if (first) befriend(first, other)
  return people
}

/** Makes two people contacts of each other. */
export function befriend(a: Somebody, b: Somebody): void {
  value(a.node.contact.add({ link: cardOf(b) }))
  exchange(a, b)
}

/** Everybody gives everybody what there is, and what is said because of it, until all have all. */
export function meet(people: readonly Somebody[], rounds = 2): void {
  for (let round = 0; round < rounds; round++) {
    for (const a of people) for (const b of people) if (a !== b) exchange(a, b)
    pass(people)
  }
}

/** Time for what is done by itself after a while: retries, mending, receipts. */
export const pass = (people: readonly Somebody[], ms = 200_000): void => {
  for (const { clock } of people) clock.advance(ms)
}

/** A group that the first makes of all others, who have it. */
export function groupOf(people: readonly Somebody[], title = 'Hikers'): string {
  const [first, ...others] = people
  if (!first) throw new Error('a group has somebody')
  const { space } = value(first.node.space.create({ title, members: others.map(accountOf) }))
  meet(people)
  return space
}

/** Names and roles as somebody sees them, in the order shown. */
export const rolesOf = ({ node }: Somebody, space: string): string[] =>
  value(node.space.get({ space })).members.map(({ name, role }) => `${name} ${role}`)

/** What became of a group as somebody sees it, in few words. */
export const linesOf = ({ node }: Somebody, space: string): string[] =>
  value(node.chat.page({ space, limit: 500 })).lines.map(({ kind, byName, whomName, role, title }) =>
    [byName, kind, whomName, role, title].filter((word) => word !== null).join(' '),
  )

/** What a group is to somebody. */
export const stateOf = ({ node }: Somebody, space: string): string | undefined =>
  node.space.list().find((it) => it.space === space)?.state
