import * as z from 'zod/mini'
import type { RefusalType } from './refusals.ts'

/** One method: what it takes, what it gives, and every reason for which it may refuse. */
export interface Method<
  Params extends z.ZodMiniType = z.ZodMiniType,
  Answer extends z.ZodMiniType = z.ZodMiniType,
  Refused extends RefusalType = RefusalType,
> {
  /** One or two sentences for docs/api.md. */
  readonly does: string
  readonly params: Params
  readonly result: Answer
  readonly refusals: readonly Refused[]
}

/** Writes a method down, keeping its exact types. */
export const method = <Params extends z.ZodMiniType, Answer extends z.ZodMiniType, const Refused extends RefusalType>(
  is: Method<Params, Answer, Refused>,
): Method<Params, Answer, Refused> => is

/** A text of at most `most` UTF-16 units that has a UTF-8 form: lone surrogates can be neither stored nor sent. */
export const text = (least: number, most: number): z.ZodMiniString<string> =>
  z.string().check(
    z.minLength(least, { abort: true }),
    z.maxLength(most, { abort: true }),
    z.refine((value: string) => value.isWellFormed()),
  )

/** The same schema with a sentence for docs/api.md. */
export const about = <T extends z.ZodMiniType>(schema: T, does: string): T => schema.check(z.describe(does))

/** The same schema under a name that docs/api.md explains once. */
export const named = <T extends z.ZodMiniType>(title: string, schema: T): T => {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id: title })
  return schema
}

/** Longest id in characters. Those of today have 52; a message's may have more. */
const LONGEST_ID = 128

/** An id. What it names may still be unknown. */
export const id = named(
  'id',
  about(
    z.string().check(z.minLength(1), z.maxLength(LONGEST_ID, { abort: true }), z.regex(/^[a-z2-7]+$/)),
    'Lower-case base32, opaque, at most 128 characters.',
  ),
)
/** Milliseconds since 1970. */
export const time = named('time', about(z.int().check(z.minimum(0)), 'Milliseconds since 1970.'))
/** How many of something. */
export const count = named('count', about(z.int().check(z.minimum(0)), 'A whole number, 0 or more.'))
/** A multiaddr as people paste it; what it says is parsed by the network. */
export const address = named(
  'address',
  about(text(1, 512), 'A multiaddr, for example `/ip4/192.168.0.4/tcp/4001/p2p/…`.'),
)
/** Bytes, as base64 of at most `most` characters. */
export const base64 = (most: number): z.ZodMiniString<string> =>
  z
    .string()
    .check(
      z.maxLength(most, { abort: true }),
      z.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
    )
/** A name as people type it. Its length and characters are judged by the core: `NameInvalid`. */
export const name = text(0, 1024)
/** Nothing to say. */
export const nothing = z.strictObject({})
