import type { FeedId } from '#core/envelope/types.ts'
import { toHex } from '#core/proof/index.ts'
import type { FactPlace, PlacedFact } from './types.ts'

/** Orders feed ids as the 32 bytes they stand for, without decoding: in base32 the digits come after the letters. */
export function compareFeeds(a: FeedId, b: FeedId): number {
  if (a === b) return 0
  let i = 0
  while (a.charCodeAt(i) === b.charCodeAt(i)) i++
  return asValue(a.charCodeAt(i)) - asValue(b.charCodeAt(i))
}

/**
 * Orders facts under one key: negative where `a` was said before `b`. The later `at`, then the higher feed id, then
 * within one feed the later entry and the later place in it. A total order, so whoever folds comes to the same. Rule D4.
 */
export function comparePlaces(a: FactPlace, b: FactPlace): number {
  return a.at - b.at || compareFeeds(a.feed, b.feed) || a.seq - b.seq || a.index - b.index
}

/** What a fact is folded under: one text for container and full key. */
export const slotOf = (fact: { readonly container: number; readonly key: Uint8Array }): string =>
  `${fact.container}/${toHex(fact.key)}`

/**
 * Of facts in any order and number of repetitions, the one in force for each container and key, by `slotOf`. Whether
 * a fact counts at all (E6, S5) was decided before; what it means is for the kind of document to say. Rule D4.
 */
export function foldFacts<Fact extends PlacedFact>(facts: Iterable<Fact>): Map<string, Fact> {
  const inForce = new Map<string, Fact>()
  for (const fact of facts) {
    const slot = slotOf(fact)
    const known = inForce.get(slot)
    if (known === undefined || comparePlaces(known, fact) < 0) inForce.set(slot, fact)
  }
  return inForce
}

/** Character code of base32 with the digits 2 to 7 moved behind the letters. */
const asValue = (code: number): number => (code < 0x61 ? code + 0x61 : code)
