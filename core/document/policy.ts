import type { DocumentKind, Fact, FactScalar, FactValue } from '#core/entry/types.ts'
import { encode, fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { CONTAINERS } from './kinds.ts'
import { DERIVED_KEY_BYTES, MAX_KEY_BYTES } from './key.ts'
import type { PolicyBroken, PolicyRule } from './types.ts'

/** Bytes of a value as CBOR: 64 KiB (E4). */
export const MAX_VALUE_BYTES = 64 * 1024
/** Fields of a value. */
export const MAX_FIELDS = 32
/** Bytes of a field's name, which are its characters. */
export const MAX_FIELD_NAME = 32
/** Items of a list. */
export const MAX_LIST = 512
/** Facts of an entry: a derived key counts them in one byte. */
export const MAX_FACTS = 256
/** Automerge operations one entry may come to: bounds what a small change can cost to read and apply. */
export const MAX_OPERATIONS = 16_384

const FIELD_NAME = /^[a-z][A-Za-z0-9]*$/

/**
 * Whether a fact keeps the write policy, the same for every kind of document (D4). Spares are containers like others:
 * a newer program's facts in one are kept, and shown by whoever knows them. `value` is looked at as it is, whatever
 * its type says, so this may be given what a parser has only just made.
 */
export function checkFact(fact: Fact, kind: DocumentKind): Result<void, PolicyBroken> {
  const { container, key } = fact
  if (!Number.isInteger(container) || CONTAINERS[kind][container] === undefined) return broken('containerUnknown')
  if (key !== null) {
    if (key.length > MAX_KEY_BYTES) return broken('keyTooLong')
    if (key.length === DERIVED_KEY_BYTES) return broken('keyLooksDerived')
  }
  return checkValue(fact.value)
}

/** Whether all facts of one entry keep the write policy, together too: no key twice, not too many. Rule D4. */
export function validateFacts(facts: readonly Fact[], kind: DocumentKind): Result<void, PolicyBroken> {
  if (facts.length === 0) return broken('factsMissing')
  if (facts.length > MAX_FACTS) return broken('factsTooMany')
  const keys = new Set<string>()
  let operations = 0
  for (const fact of facts) {
    const checked = checkFact(fact, kind)
    if (!checked.ok) return checked
    operations += countOperations(fact.value)
    if (operations > MAX_OPERATIONS) return broken('operationsTooMany')
    if (fact.key === null) continue
    const name = `${fact.container} ${fact.key.join()}`
    if (keys.has(name)) return broken('keyTwice')
    keys.add(name)
  }
  return ok(undefined)
}

/** Automerge operations that a value comes to: its map, each field, each item. */
export function countOperations(value: FactValue): number {
  let operations = 1
  for (const field of Object.values(value)) operations += isList(field) ? 1 + field.length : 1
  return operations
}

/** Whether a field of a value is a list. */
export const isList = (field: FactScalar | readonly FactScalar[]): field is readonly FactScalar[] =>
  Array.isArray(field)

function checkValue(value: unknown): Result<void, PolicyBroken> {
  if (typeof value !== 'object' || value === null) return broken('valueNotFlat')
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return broken('valueNotFlat')
  const fields: [string, unknown][] = Object.entries(value)
  if (fields.length > MAX_FIELDS) return broken('fieldsTooMany')
  for (const [name, field] of fields) {
    if (name.length > MAX_FIELD_NAME || !FIELD_NAME.test(name)) return broken('fieldNameInvalid')
    const rule = checkField(field)
    if (rule !== null) return broken(rule)
  }
  // Every part is CBOR by now, and short texts and lists are all there are: encoding is bounded by what was received.
  const bytes = encode(value as FactValue).length // a flat map of scalars and lists, as just checked
  return bytes > MAX_VALUE_BYTES ? broken('valueTooLarge') : ok(undefined)
}

function checkField(field: unknown): PolicyRule | null {
  if (!Array.isArray(field)) return checkScalar(field)
  if (field.length > MAX_LIST) return 'listTooLong'
  const items: readonly unknown[] = field
  for (let i = 0; i < items.length; i++) {
    const rule = checkScalar(items[i])
    if (rule !== null) return rule
  }
  return null
}

function checkScalar(scalar: unknown): PolicyRule | null {
  switch (typeof scalar) {
    case 'string':
      return scalar.isWellFormed() ? null : 'scalarInvalid'
    case 'number':
      return Number.isSafeInteger(scalar) ? null : 'scalarInvalid'
    case 'boolean':
      return null
    case 'object':
      return scalar === null || scalar instanceof Uint8Array ? null : 'valueNotFlat'
    default:
      return 'scalarInvalid'
  }
}

const broken = (rule: PolicyRule) => fail({ type: 'PolicyBroken', rule } as const)
