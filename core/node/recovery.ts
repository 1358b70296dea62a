import { reveal } from '#core/crypto/index.ts'
import { encodeSecrets, isSameWord, rootToWords } from '#core/identity/index.ts'
import type { WordsLanguage } from '#core/identity/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { readNumber, writeSetting } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import { WORDS_CONFIRMED_HERE, WORDS_KNOWN } from './boot.ts'
import { commit, tell } from './commit.ts'
import type { Messenger, TypedWord, WordsGone, WordsState } from './messenger.ts'
import type { VaultError } from './ports.ts'
import { saySelf } from './say-self.ts'
import { wordsFact } from './self-facts.ts'
import type { Me, NodeState } from './state.ts'

/** Places that have to be typed before it is believed that somebody has the words. */
const LEAST_TYPED = 3

/** What is known of the recovery words here. Rule I1. */
export function wordsState(db: ReadDb, me: Me): WordsState {
  if (me.stopped === 'Recovering') return 'confirmed'
  if (me.account.root !== null && readNumber(db, WORDS_CONFIRMED_HERE) === null) return 'unconfirmed'
  return readNumber(db, WORDS_KNOWN) === null && readNumber(db, WORDS_CONFIRMED_HERE) === null
    ? 'elsewhere'
    : 'confirmed'
}

/** The words, where they can still be shown. */
export function recoveryWords(
  node: NodeState,
  language: WordsLanguage,
): ReturnType<Messenger['account']['recoveryWords']> {
  const held = rootHere(node)
  return held.ok ? ok({ words: rootToWords(held.value.root, language) }) : held
}

/**
 * Erases root and recovery secret once their person has typed words of them. First it is written down that they are to go,
 * then they go: who is killed in between finds them erased at the next start, and nobody is told so before it is true.
 */
export function confirmWords(
  node: NodeState,
  typed: readonly TypedWord[],
): ReturnType<Messenger['account']['confirmWords']> {
  const held = rootHere(node)
  if (!held.ok) return held
  const lists = (['en', 'ko'] as const).map((language) => rootToWords(held.value.root, language))
  const isRight = ({ place, word }: TypedWord): boolean => lists.some((list) => isSameWord(list[place - 1] ?? '', word))
  const places = typed.filter((it) => !isRight(it)).map(({ place }) => place)
  if (places.length > 0 || new Set(typed.map(({ place }) => place)).size < LEAST_TYPED)
    return fail({ type: 'WordsWrong', places })
  const { me } = held.value
  const noted = commit(node, (db) => {
    writeSetting(db, WORDS_CONFIRMED_HERE, 1)
    // A device that has stopped says nothing; that it erases is its own affair.
    if (me.stopped === null) saySelf(node, db, me, [wordsFact()])
  })
  if (!noted.ok) return noted
  const erased = eraseIfConfirmed(node)
  tell(node, { topic: 'account.changed' })
  return erased.ok ? ok(undefined) : fail({ type: 'DiskFailed' })
}

/** Makes true what was written down: on this device only, because another one could be a thief's. Rule I1. */
export function eraseIfConfirmed(node: NodeState): Result<void, VaultError> {
  const { me } = node
  if (me === null || readNumber(node.db, WORDS_CONFIRMED_HERE) === null) return ok(undefined)
  const { root, recovery } = me.account
  if (root === null && recovery === null) return ok(undefined)
  const account = { ...me.account, root: null, recovery: null }
  const saved = node.vault.save(encodeSecrets({ account, device: me.device }))
  if (!saved.ok) return saved
  node.me = { ...me, account }
  for (const secret of [root, recovery]) if (secret) reveal(secret).fill(0)
  return ok(undefined)
}

/** The root, while it is here and has not been confirmed. */
function rootHere(
  node: NodeState,
): Result<
  { readonly me: Me; readonly root: NonNullable<Me['account']['root']> },
  WordsGone | { readonly type: 'NoAccount' }
> {
  const { me } = node
  if (me === null) return fail({ type: 'NoAccount' })
  const { root } = me.account
  if (root !== null && me.stopped !== 'Recovering') return ok({ me, root })
  return fail({ type: wordsState(node.db, me) === 'elsewhere' ? 'WordsElsewhere' : 'WordsConfirmed' })
}
