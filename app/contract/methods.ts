import type * as z from 'zod/mini'
import { accountMethods } from './account.ts'
import { chatMethods } from './chat.ts'
import { contactMethods } from './contact.ts'
import type { Method } from './define.ts'
import { deviceMethods } from './device.ts'
import { subscribe, type events, type Topic } from './events.ts'
import { networkMethods } from './network.ts'
import { nodeMethods } from './node.ts'
import type { RefusalOf } from './refusals.ts'
import { searchMethods } from './search.ts'
import { spaceMethods } from './space.ts'
import { syncMethods } from './sync.ts'

/**
 * The contract: every method by room. From this one table the server parses, the client's type follows, and docs/api.md
 * is written.
 */
export const rooms = {
  account: accountMethods,
  device: deviceMethods,
  contact: contactMethods,
  space: spaceMethods,
  chat: chatMethods,
  search: searchMethods,
  sync: syncMethods,
  network: networkMethods,
  node: nodeMethods,
}

export type Rooms = typeof rooms

/** Every method by its name on the wire. A Map, so that `constructor` or `__proto__` name nothing. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...Object.entries(rooms).flatMap(([room, verbs]) =>
    Object.entries<Method>(verbs).map(([verb, method]): [string, Method] => [`${room}.${verb}`, method]),
  ),
  ['subscribe', subscribe],
])

/** What a method takes. */
export type ParamsOf<M> = M extends { readonly params: infer Schema } ? z.output<Schema> : never
/** What a method gives. */
export type AnswerOf<M> = M extends { readonly result: infer Schema } ? Frozen<z.output<Schema>> : never
/** Plain data that nobody may change: what is answered belongs to whoever reads it next, too. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T
/** Why a method refuses. */
export type RefusalsOf<M> = M extends Method<z.ZodMiniType, z.ZodMiniType, infer Refused> ? RefusalOf<Refused> : never

/** What a subscriber is told. */
export type ContractEvent<T extends Topic = Topic> = { [K in T]: Frozen<z.output<(typeof events)[K]['event']>> }[T]
