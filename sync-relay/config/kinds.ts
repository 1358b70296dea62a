/** A kind of setting: what may stand in relay.yaml, what it means, and how it is written there. */
export interface Kind<T> {
  /** The meaning of a value, or undefined if it has none. */
  readonly read: (found: unknown) => T | undefined
  /** The value as one writes it. */
  readonly write: (value: T) => string
  /** What is allowed, for the sentence that helps. */
  readonly expects: string
}

const isText = (found: unknown): found is string => typeof found === 'string'

/** On or off. */
export const toggle: Kind<boolean> = {
  read: (found) => (typeof found === 'boolean' ? found : undefined),
  write: String,
  expects: 'true or false',
}

/** A whole number. */
export const count = (min: number, max: number): Kind<number> => ({
  read: (found) =>
    typeof found === 'number' && Number.isSafeInteger(found) && found >= min && found <= max ? found : undefined,
  write: String,
  expects: `a whole number from ${min} to ${max}`,
})

interface Unit {
  readonly name: string
  readonly worth: number
}

const KIB = 1024
const SIZES: readonly Unit[] = [
  { name: 'TiB', worth: KIB ** 4 },
  { name: 'GiB', worth: KIB ** 3 },
  { name: 'MiB', worth: KIB ** 2 },
  { name: 'KiB', worth: KIB },
]

/** A day in milliseconds. */
export const DAY_MS = 86_400_000
const TIMES: readonly Unit[] = [
  { name: 'days', worth: DAY_MS },
  { name: 'hours', worth: 3_600_000 },
  { name: 'minutes', worth: 60_000 },
  { name: 'seconds', worth: 1000 },
]

const written = (units: readonly Unit[], value: number): string => {
  // No `1 days`: the next smaller unit says it better.
  const fits = ({ name, worth }: Unit): boolean => value % worth === 0 && (value > worth || !name.endsWith('s'))
  const unit = units.find(fits) ?? units.at(-1)
  return unit === undefined ? String(value) : `${value / unit.worth} ${unit.name}`
}

const measured = (units: readonly Unit[], example: string, min: number, max: number): Kind<number> => ({
  read: (found) => {
    if (!isText(found)) return undefined
    const [, digits = '', name] = /^(\d{1,9}) ?([A-Za-z]+)$/.exec(found) ?? []
    const unit = units.find((each) => each.name === name)
    const value = unit && Number(digits) * unit.worth
    return value !== undefined && value >= min && value <= max ? value : undefined
  },
  write: (value) => written(units, value),
  expects: `a number with its unit, such as ${example}, from ${written(units, min)} to ${written(units, max)}`,
})

/** Bytes: `256 MiB`. */
export const size = (min: number, max: number): Kind<number> => measured(SIZES, '256 MiB', min, max)

/** Milliseconds: `90 days`. */
export const time = (min: number, max: number): Kind<number> => measured(TIMES, '90 days', min, max)

/** What `kind` allows, or the word `unlimited`, which is null. */
export const orUnlimited = (kind: Kind<number>): Kind<number | null> => ({
  read: (found) => (found === 'unlimited' ? null : kind.read(found)),
  write: (value) => (value === null ? 'unlimited' : kind.write(value)),
  expects: `${kind.expects}, or unlimited`,
})

/** A list of multiaddrs. Whether they can be listened on shows when the network starts. */
export const addresses: Kind<readonly string[]> = {
  read: (found) =>
    Array.isArray(found) &&
    found.length <= 32 &&
    found.every((each) => isText(each) && /^\/[\x21-\x7e]{1,510}$/.test(each))
      ? found
      : undefined,
  write: (list) => (list.length === 0 ? '[]' : list.map((each) => `\n  - ${each}`).join('')),
  expects: 'a list of multiaddrs, each beginning with /, such as /ip4/0.0.0.0/tcp/4001',
}

/** The address of a network card, by number. */
export const host: Kind<string> = {
  read: (found) => (isText(found) && /^[0-9a-fA-F.:]{2,45}$/.test(found) ? found : undefined),
  write: (value) => (value.includes(':') ? `'${value}'` : value),
  expects: 'an IP address, such as 127.0.0.1',
}
