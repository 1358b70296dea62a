import * as z from 'zod/mini'

/** What of JSON Schema our schemas become. */
interface Shape {
  readonly type?: string | readonly string[]
  readonly $ref?: string
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
  readonly enum?: readonly string[]
  readonly const?: string
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly description?: string
  readonly $defs?: Readonly<Record<string, Shape>>
}

/** What one schema says for people. */
export interface Written {
  /** On one line, in the manner of TypeScript. */
  readonly text: string
  /** Of its own fields: path and sentence. */
  readonly notes: readonly (readonly [string, string])[]
  /** What it names and is explained once. */
  readonly names: ReadonlyMap<
    string,
    { readonly text: string; readonly notes: Written['notes']; readonly does: string }
  >
}

/** Writes a schema for docs/api.md. */
export const write = (schema: z.ZodMiniType): Written => {
  const shape = z.toJSONSchema(schema, { io: 'output' }) as Shape // the subset that our schemas use
  const names = Object.entries(shape.$defs ?? {}).map(
    ([name, of]) => [name, { text: textOf(of), notes: notesOf(of, ''), does: of.description ?? '' }] as const,
  )
  return { text: textOf(shape), notes: notesOf(shape, ''), names: new Map(names) }
}

const textOf = (shape: Shape): string => {
  if (shape.$ref !== undefined) return shape.$ref.replace('#/$defs/', '')
  const choices = shape.anyOf ?? shape.oneOf
  if (choices !== undefined) return choices.map(textOf).join(' | ')
  if (shape.enum !== undefined) return shape.enum.map((value) => `'${value}'`).join(' | ')
  if (shape.const !== undefined) return `'${shape.const}'`
  if (typeof shape.type === 'object') return shape.type.map((type) => textOf({ ...shape, type })).join(' | ')
  if (shape.type === 'array') return listOf(shape)
  if (shape.type === 'object') return objectOf(shape)
  if (shape.type === 'integer') return rangeOf(shape)
  return shape.type ?? 'unknown'
}

const listOf = ({ items = {}, maxItems }: Shape): string => {
  const item = textOf(items)
  const list = item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
  return maxItems === undefined ? list : `${list} (at most ${maxItems.toLocaleString('en')})`
}

const objectOf = ({ properties = {}, required = [] }: Shape): string => {
  const fields = Object.entries(properties).map(
    ([key, field]) => `${key}${required.includes(key) ? '' : '?'}: ${textOf(field)}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

const rangeOf = ({ minimum, maximum }: Shape): string =>
  minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
    ? `${minimum}…${maximum}`
    : 'integer'

const notesOf = (shape: Shape, path: string): (readonly [string, string])[] => [
  ...Object.entries(shape.properties ?? {}).flatMap(([key, field]) => {
    const here = path === '' ? key : `${path}.${key}`
    const own = field.description === undefined ? [] : [[here, field.description] as const]
    return [...own, ...notesOf(field, here)]
  }),
  ...(shape.items === undefined ? [] : notesOf(shape.items, path)),
  ...[...(shape.anyOf ?? []), ...(shape.oneOf ?? [])].flatMap((choice) => notesOf(choice, path)),
]
