import { score } from './match.ts'

/** What the palette leads to. */
export interface Entry {
  /** The same from start to start: what was chosen lately is remembered by it. */
  readonly id: string
  readonly group: 'chats' | 'people' | 'places' | 'settings' | 'actions'
  readonly label: string
  /** Other words by which it is found. */
  readonly terms: readonly string[]
  /** Only found, never offered before anything is typed. */
  readonly isHidden?: boolean
}

export interface Ranked<T> {
  /** `recent`: chosen lately. */
  readonly group: Entry['group'] | 'recent'
  readonly entries: readonly T[]
}

/** Most shown at once, and most of what was chosen lately. */
const MOST = 40
const MOST_RECENT = 5

const groups: readonly Entry['group'][] = ['chats', 'people', 'places', 'actions', 'settings']

/** A term counts a little less than the name that one sees. */
const scoreOf = (query: string, { label, terms }: Entry): number =>
  Math.max(score(query, label), ...terms.map((term) => 0.9 * score(query, term)))

const grouped = <T extends Entry>(entries: readonly T[]): readonly Ranked<T>[] =>
  groups
    .map((group) => ({ group, entries: entries.filter((entry) => entry.group === group) }))
    .filter((one) => one.entries.length > 0)

/**
 * What to show for what was typed, by group. Nothing typed: what was chosen lately, then the rest. Otherwise what fits, the
 * group of the best first; of equals what was chosen lately comes first. `recent`: ids, the latest first.
 */
export const rank = <T extends Entry>(
  query: string,
  entries: readonly T[],
  recent: readonly string[],
): readonly Ranked<T>[] => {
  if (query.trim() === '') {
    const lately = recent.flatMap((id) => entries.filter((entry) => entry.id === id)).slice(0, MOST_RECENT)
    const rest = entries.filter((entry) => entry.isHidden !== true && !lately.includes(entry)).slice(0, MOST)
    return [...(lately.length > 0 ? [{ group: 'recent' as const, entries: lately }] : []), ...grouped(rest)]
  }
  const lateness = (entry: Entry): number => {
    const at = recent.indexOf(entry.id)
    return at === -1 ? 0 : (recent.length - at) / recent.length
  }
  const found = entries
    .map((entry) => ({ entry, points: scoreOf(query, entry) }))
    .filter(({ points }) => points > 0)
    .map(({ entry, points }) => ({ entry, points: points + lateness(entry) }))
    .toSorted((left, right) => right.points - left.points)
    .slice(0, MOST)
  const best = (group: string): number => found.findIndex(({ entry }) => entry.group === group)
  return grouped(found.map(({ entry }) => entry)).toSorted((left, right) => best(left.group) - best(right.group))
}
