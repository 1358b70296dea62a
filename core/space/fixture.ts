import { redact, signingKeyFromSeed } from '#core/crypto/index.ts'
import type { SigningKey } from '#core/crypto/index.ts'
import { createAccount, issueCertifier, newDevice, rootKeyOf } from '#core/identity/index.ts'
import type { AccountId, AccountSecrets, DeviceSecrets } from '#core/identity/index.ts'
import { sha256, utf8 } from '#core/proof/index.ts'
import type { At, Random } from '#core/proof/index.ts'
import { signOperation } from './operation.ts'
import { DEFAULT_POLICY } from './computed.ts'
import type { Operation, OperationBody, Policy, SpaceId } from './types.ts'

/** A moment for tests, in microseconds. */
export const at = (micros: number): At => micros as At // any whole number is a moment

/** Bytes that look random and are the same in every run. For tests. */
export function streamOf(seed: string): Random {
  let count = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let i = 0; i < length; i += 32) bytes.set(sha256(utf8(`${seed}/${count++}`)).subarray(0, length - i), i)
    return bytes
  }
}

/** A person of a test. */
export interface Person {
  readonly name: string
  readonly account: AccountSecrets
  readonly id: AccountId
  readonly device: DeviceSecrets
}

/** A person with one device, the same in every run. */
export function person(name: string): Person {
  const { account, device } = createAccount({ random: streamOf(name), at: at(1), deviceName: `${name}'s laptop` })
  return { name, account, id: account.account, device }
}

/** The person at another device of hers, certified later. */
export function atDevice(whose: Person, name: string, micros = 2): Person {
  const { statement, key } = whose.account.certifier
  if (key === null) throw new TypeError('the certifier is here')
  const random = streamOf(`${whose.name}/${name}`)
  return { ...whose, device: newDevice({ random, at: at(micros), certifier: { statement, key }, name }) }
}

/** The person at a device that the words made: root's next certifier certifies it and keeps these devices. Rule I1. */
export function afterWords(whose: Person, keeps: readonly Person[], name = 'new laptop'): Person {
  const { root, account, certifier } = whose.account
  if (root === null) throw new TypeError('root is here')
  const random = streamOf(`${whose.name}/words`)
  const key = signingKeyFromSeed(redact(random(32)))
  const kept = keeps.map((it) => it.device.device)
  const statement = issueCertifier(rootKeyOf(root), account, certifier.statement.n + 1, key.publicKey, kept)
  const device = newDevice({ random, at: at(9), certifier: { statement, key }, name })
  return { ...whose, account: { ...whose.account, certifier: { statement, key } }, device }
}

/** A group for tests: `say` signs an operation on top of the named ones. */
export interface Group {
  readonly space: SpaceId
  readonly create: Operation
  say(
    who: Person,
    body: OperationBody,
    on: readonly Operation[],
    micros?: number,
    certifier?: SigningKey | null,
  ): Operation
}

/** A group that this person created. */
export function groupOf(owner: Person, policy: Policy = DEFAULT_POLICY, kind: 'group' | 'channel' = 'group'): Group {
  const create = signOperation({
    space: null,
    device: owner.device,
    ctrl: [],
    at: at(1),
    body: { kind: 'create', space: kind, owners: [owner.id], salt: new Uint8Array(32).fill(1), title: 'Dure', policy },
  })
  return { space: create.space, create, say: (...said) => sayIn(create.space, ...said) }
}

/** An operation in a space, on top of the named ones. */
export function sayIn(
  space: SpaceId,
  who: Person,
  body: OperationBody,
  on: readonly Operation[],
  micros = 1,
  certifier: SigningKey | null = null,
): Operation {
  return signOperation({ space, device: who.device, ctrl: on.map((op) => op.id), at: at(micros), body, certifier })
}

/** Bodies as tests say them. */
export const add = (who: Person, role: 'owner' | 'admin' | 'manager' | 'member' = 'member'): OperationBody => ({
  kind: 'add-member',
  account: who.id,
  role,
  letterKey: who.account.letter.publicKey,
  invite: null,
})
export const remove = (who: Person): OperationBody => ({ kind: 'remove-member', account: who.id, cuts: [] })
export const setRole = (who: Person, role: 'owner' | 'admin' | 'member'): OperationBody => ({
  kind: 'set-role',
  account: who.id,
  role,
  cuts: [],
})
export const removeDevice = (whose: Person, device: Person): OperationBody => ({
  kind: 'remove-device',
  account: whose.id,
  device: device.device.device,
  cuts: [],
  reach: {
    letterKey: whose.account.letter.publicKey,
    inboxKey: whose.account.inbox.publicKey,
    relays: [],
    ticket: new Uint8Array(16),
  },
  endorsement: null,
})
export const leave = { kind: 'leave' } as const satisfies OperationBody
