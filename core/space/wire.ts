import type { OperationBody, Policy, Role, SpaceKind } from './types.ts'

// The numbers that stand for words in operations. They are written into every history: only ever add.

export const KIND_NUMBERS = {
  create: 1,
  'add-member': 2,
  'remove-member': 3,
  'remove-device': 4,
  leave: 5,
  'set-role': 6,
  rotate: 7,
  keep: 8,
  'set-policy': 9,
  'set-relays': 10,
} as const satisfies Record<OperationBody['kind'], number>

export const SPACE_NUMBERS = { direct: 1, group: 2, self: 3, channel: 4, desk: 5 } as const satisfies Record<
  SpaceKind,
  number
>
export const ROLE_NUMBERS = { owner: 1, admin: 2, manager: 3, member: 4 } as const satisfies Record<Role, number>
export const HISTORY_NUMBERS = { all: 1, fromNow: 2 } as const satisfies Record<Policy['history'], number>
export const INVITE_NUMBERS = { members: 1, admins: 2 } as const satisfies Record<Policy['invite'], number>
export const SHARD_NUMBERS = { month: 1, day: 2 } as const satisfies Record<Policy['shard'], number>

/** The word that a number stands for, if any. */
export function wordOf<W extends string>(numbers: Record<W, number>, x: unknown): W | undefined {
  for (const word in numbers) if (numbers[word] === x) return word
  return undefined
}
