import { parseDocument } from 'yaml'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { settings } from './settings.ts'
import type { RelayConfig, Setting } from './settings.ts'

/** Largest relay.yaml in bytes: all keys with their comments take a tenth. */
export const MAX_CONFIG_BYTES = 64 * 1024

/** What is wrong with relay.yaml, one for each thing to mend. */
export type ConfigError =
  | { readonly type: 'ConfigTooLarge'; readonly bytes: number }
  | { readonly type: 'YamlInvalid'; readonly line: number; readonly detail: string }
  | { readonly type: 'KeyUnknown'; readonly key: string; readonly nearest: string | null }
  | { readonly type: 'ValueInvalid'; readonly key: string; readonly expects: string }

type Group = { readonly [key: string]: Setting<never> | Group }

// A setting of any type is read and written by its own kind only.
const table = settings as unknown as Group

const isSetting = (found: Setting<never> | Group): found is Setting<never> => 'kind' in found && 'fallback' in found

/** All settings as they are without a file. */
export const defaultConfig: RelayConfig = valuesOf(table) as unknown as RelayConfig // the table's own type

function valuesOf(group: Group): object {
  return Object.fromEntries(
    Object.entries(group).map(([key, found]) => [key, isSetting(found) ? found.fallback : valuesOf(found)]),
  )
}

/** The settings that a relay.yaml says, the others as they are by default; or all that is wrong with it. */
export function readConfig(text: string): Result<RelayConfig, readonly ConfigError[]> {
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_CONFIG_BYTES) return fail([{ type: 'ConfigTooLarge', bytes }])
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true })
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0)
    return fail(
      problems.map(({ linePos, message }) => ({
        type: 'YamlInvalid' as const,
        line: linePos?.[0].line ?? 1,
        detail: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message,
      })),
    )
  let found: unknown
  try {
    // Maps, so that no key has a meaning of its own; no aliases, so that a small file stays small.
    found = document.toJS({ mapAsMap: true, maxAliasCount: 0 })
  } catch (error) {
    return fail([{ type: 'YamlInvalid', line: 1, detail: error instanceof Error ? error.message : 'unreadable' }])
  }
  const errors: ConfigError[] = []
  const values = readGroup(table, found, '', errors)
  // Every value was read by the kind that gives the table its type.
  return errors.length > 0 ? fail(errors) : ok(values as unknown as RelayConfig)
}

function readGroup(group: Group, found: unknown, path: string, errors: ConfigError[]): object {
  // A group whose keys are all commented out.
  if (found === null) return valuesOf(group)
  if (!(found instanceof Map)) {
    errors.push({ type: 'ValueInvalid', key: path, expects: `keys below it: ${Object.keys(group).join(', ')}` })
    return {}
  }
  const given: ReadonlyMap<unknown, unknown> = found
  for (const key of given.keys()) {
    if (typeof key === 'string' && Object.hasOwn(group, key)) continue
    const name = String(key).slice(0, 80)
    errors.push({ type: 'KeyUnknown', key: path + name, nearest: nearestOf(name, Object.keys(group), path) })
  }
  return Object.fromEntries(
    Object.entries(group).map(([key, expected]) => {
      const value = given.get(key)
      if (!isSetting(expected)) {
        return [key, given.has(key) ? readGroup(expected, value, `${path}${key}.`, errors) : valuesOf(expected)]
      }
      if (!given.has(key)) return [key, expected.fallback]
      const read = expected.kind.read(value)
      if (read === undefined) errors.push({ type: 'ValueInvalid', key: path + key, expects: expected.kind.expects })
      return [key, read]
    }),
  )
}

/** The known key that was probably meant: the same without case and dashes, or one change of a letter away. */
function nearestOf(name: string, keys: readonly string[], path: string): string | null {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, '')
  const nearest =
    keys.find((key) => plain(key) === plain(name)) ?? keys.find((key) => isOneEditAway(plain(key), plain(name)))
  return nearest === undefined ? null : path + nearest
}

function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  return a.slice(i + 1) === b.slice(i) || a.slice(i) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i + 1)
}

/** What to say about it to who runs the relay: what is wrong, where, and how to mend it. */
export function configErrorSentence(error: ConfigError): string {
  switch (error.type) {
    case 'ConfigTooLarge':
      return `it has ${error.bytes} bytes; ${MAX_CONFIG_BYTES} are more than enough`
    case 'YamlInvalid':
      return `line ${error.line}: ${error.detail}`
    case 'KeyUnknown':
      return error.nearest === null
        ? `${error.key}: there is no such key (docs/self-hosting.md lists them all)`
        : `${error.key}: there is no such key; did you mean ${error.nearest}?`
    case 'ValueInvalid':
      return `${error.key.replace(/\.$/, '') || 'the whole file'}: must be ${error.expects}`
  }
}

/** A whole relay.yaml with every key at its default, explained. What docs/self-hosting.md shows. */
export function exampleConfig(): string {
  return writeGroup(table, '').join('\n')
}

function writeGroup(group: Group, indent: string): string[] {
  return Object.entries(group).flatMap(([key, found]) => {
    if (!isSetting(found)) return ['', `${indent}${key}:`, ...writeGroup(found, `${indent}  `)]
    const value = found.kind.write(found.fallback)
    return [...wrap(found.says, indent), `${indent}${key}:${value.startsWith('\n') ? '' : ' '}${value}`]
  })
}

/** Comment lines of a readable width. */
function wrap(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line.length + word.length > 90) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? `${indent}# ${word}` : `${line} ${word}`
  }
  return [...lines, line]
}
