import { reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { containerNumber } from '#core/document/index.ts'
import type { Fact } from '#core/entry/index.ts'
import { encodeCard } from '#core/identity/index.ts'
import type { AccountId, Card, DeviceId } from '#core/identity/index.ts'
import { concatBytes, encode, idToBytes, utf8 } from '#core/proof/index.ts'
import { encodeOperation } from '#core/space/index.ts'
import type { Operation, OpId, SpaceId } from '#core/space/index.ts'
import type { InviteRow } from '#core/store/index.ts'
import type { LetterKeyPair } from './letter-keys.ts'

export const CONTACTS = containerNumber('self', 'contacts')
export const EPOCH_KEYS = containerNumber('self', 'epochKeys')
export const LETTER_KEYS = containerNumber('self', 'letterKeys')
export const CARDS = containerNumber('self', 'cards')
export const SETTINGS = containerNumber('self', 'settings')
export const SPACES = containerNumber('self', 'spaces')
export const PROFILE = utf8('profile')
export const RELAYS = utf8('relays')
export const PICTURE = utf8('picture')
/** Whether the recovery words were confirmed (I1). */
export const WORDS = utf8('words')
/** Before the device that is called something here. */
export const DEVICE_NAME = utf8('device:')
/** Before the account of whoever is blocked. */
export const BLOCKED = utf8('blocked:')
/** Before the account of whoever's safety number was compared. */
export const VERIFIED = utf8('verified:')

/** A contact, as the own space keeps it. `doubted`: accepted by a once-card that another showed too (I6). */
export const contactFact = (contact: {
  readonly card: Card
  readonly state: 'asked' | 'accepted' | 'doubted'
  readonly givenName: string | null
}): Fact => ({
  container: CONTACTS,
  key: idToBytes(contact.card.account),
  value: { card: encode(encodeCard(contact.card)), state: contact.state, name: contact.givenName },
})

/** An epoch key, by its rotate. */
export const epochKeyFact = (space: SpaceId, rotate: OpId, key: Secret): Fact => ({
  container: EPOCH_KEYS,
  key: idToBytes(rotate),
  value: { space: idToBytes(space), secret: reveal(key) },
})

/** The keys that letters and epoch keys are boxed to from now on, and their inbox, by the public one (I6). */
export const letterKeysFact = ({ letter, inbox }: LetterKeyPair): Fact => ({
  container: LETTER_KEYS,
  key: letter.publicKey,
  value: { letter: reveal(letter.seed), inbox: reveal(inbox.seed) },
})

/** A ticket of a card, by its hash. */
export const ticketFact = (hash: Uint8Array, ticket: Uint8Array, once: boolean, usedBy: AccountId | null): Fact => ({
  container: CARDS,
  key: hash,
  value: { ticket, once, usedBy: usedBy && idToBytes(usedBy) },
})

/** A ticket of a link into a group, with what the link is for. */
export const inviteFact = (invite: InviteRow, ticket: Uint8Array): Fact => ({
  container: CARDS,
  key: invite.hash,
  value: {
    ticket,
    once: false,
    usedBy: null,
    space: idToBytes(invite.space),
    invite: idToBytes(invite.id),
    madeAt: invite.madeAt,
    expiresAt: invite.expiresAt,
    uses: invite.uses,
    approval: invite.approval,
    revoked: invite.revoked,
  },
})

/** A group this account is in, by its `create`: the rest stands in its logs, whose keys are facts of their own. */
export const spaceFact = (create: Operation): Fact => ({
  container: SPACES,
  key: idToBytes(create.space),
  value: { create: encode(encodeOperation(create)) },
})

/** Whether somebody is blocked: nothing of hers is shown. */
export const blockedFact = (account: AccountId, blocked: boolean): Fact => ({
  container: SETTINGS,
  key: concatBytes(BLOCKED, idToBytes(account)),
  value: { blocked },
})

/** What one of the account's devices is called; null: what it calls itself. */
export const deviceNameFact = (device: DeviceId, name: string | null): Fact => ({
  container: SETTINGS,
  key: concatBytes(DEVICE_NAME, idToBytes(device)),
  value: { name },
})

/** What the account calls itself. */
export const profileFact = (name: string): Fact => ({ container: SETTINGS, key: PROFILE, value: { name } })

/** What the account looks like; null for no picture any more. */
export const pictureFact = (bytes: Uint8Array | null): Fact => ({
  container: SETTINGS,
  key: PICTURE,
  value: { picture: bytes },
})

/** Whether somebody's safety number was compared (I5). Apart from the contact, which older programs write whole. */
export const verifiedFact = (account: AccountId, verified: boolean): Fact => ({
  container: SETTINGS,
  key: concatBytes(VERIFIED, idToBytes(account)),
  value: { verified },
})

/** The recovery words were confirmed, so no device can show them any more (I1). */
export const wordsFact = (): Fact => ({ container: SETTINGS, key: WORDS, value: { confirmed: true } })

/** The relays the account uses. */
export const relaysFact = (relays: readonly string[]): Fact => ({ container: SETTINGS, key: RELAYS, value: { relays } })

/** Where a contact's fact lies in the own space. */
export const contactSlot = (
  account: AccountId,
  tag: Uint8Array,
): { readonly container: number; readonly key: Uint8Array } => ({
  container: CONTACTS,
  key: concatBytes(idToBytes(account), tag),
})
