import { boxKeyFromSeed, redact, reveal, signingKeyFromSeed } from '#core/crypto/index.ts'
import type { BoxKey, Secret, SigningKey } from '#core/crypto/index.ts'
import { asBytes, asMap, decode } from '#core/proof/index.ts'
import type { CborMap } from '#core/proof/index.ts'
import { allSelfFacts } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import { openFromDisk } from './sealed.ts'
import { LETTER_KEYS } from './self-facts.ts'

/** What others box keys and letters to, and where those lie: brought anew by every removal of a device. Rule I6. */
export interface LetterKeyPair {
  readonly letter: BoxKey
  readonly inbox: SigningKey
}

const SEED = 32

/**
 * The pairs that the own space has stated, the newest first: that one is in force. With the older ones is opened what was
 * boxed before others knew. None where no device was ever removed: then the pair is the one that secrets are kept with.
 */
export function statedLetterKeys(db: ReadDb, storage: Secret): readonly LetterKeyPair[] {
  return allSelfFacts(db)
    .filter((row) => row.container === LETTER_KEYS)
    .toSorted((a, b) => b.at - a.at || b.feedNo - a.feedNo)
    .flatMap((row) => {
      const plain = openFromDisk(storage, row.sealed)
      const decoded = plain && decode(reveal(plain))
      const value = decoded?.ok ? asMap(decoded.value) : undefined
      return (value && pairOf(value)) ?? []
    })
}

function pairOf(value: CborMap): LetterKeyPair | undefined {
  const letter = asBytes(value['letter'], SEED)
  const inbox = asBytes(value['inbox'], SEED)
  return letter && inbox && { letter: boxKeyFromSeed(redact(letter)), inbox: signingKeyFromSeed(redact(inbox)) }
}
