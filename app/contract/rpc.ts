/** JSON-RPC 2.0 as the contract uses it: one request a message, no batches. Requests without an id are ignored. */

export type RequestId = string | number

/** Error codes. The first five are JSON-RPC's own; `refused` is a method saying no with a reason. */
export const codes = {
  parse: -32_700,
  request: -32_600,
  method: -32_601,
  params: -32_602,
  internal: -32_603,
  refused: 1,
} as const

/** `type` is from a closed list; the rest are facts of that type. */
export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data: { readonly type: string; readonly [fact: string]: unknown }
}

/** What is wrong with a request before it reaches a method (codes other than `refused`). */
export const faults = {
  ParseFailed: 'The message is not JSON.',
  RequestInvalid: 'The message is no JSON-RPC 2.0 request with an id (a text of at most 128 characters, or a number).',
  BatchRefused: 'Batches are not taken: send one request a message.',
  MessageTooLarge: 'The message is longer than 1 MiB.',
  MethodUnknown: 'There is no such method.',
  ParamMissing: 'Something that is needed is missing.',
  ParamUnrecognized: 'There is something that the method does not take.',
  ParamWrongType: 'Something is of another type than it should be.',
  ParamTooLong: 'A text or list is too long, or a number too large.',
  ParamTooShort: 'A text or list is too short, or a number too small.',
  ParamNotAllowed: 'It is none of the values that are allowed.',
  ParamMalformed: 'It has not the form that it should have.',
  StoreDamaged: 'The database is damaged. End Dure and run dure doctor on its folder.',
  Internal: 'A fault in Dure itself. It has been logged.',
} as const

export type Fault = keyof typeof faults
