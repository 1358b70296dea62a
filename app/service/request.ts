import { fail, ok, type Result } from '#core/proof/result.ts'
import {
  codes,
  faults,
  methods,
  MOST_MESSAGE_BYTES,
  type Fault,
  type Method,
  type RequestId,
  type RpcError,
} from '#app/contract/index.ts'

/** A request whose method is known and whose params have the shape that the method takes. */
export interface Request {
  readonly id: RequestId
  readonly name: string
  readonly method: Method
  readonly params: unknown
}

/** A request that never reaches its method. `id` is null where none could be read. */
export interface BadRequest {
  readonly id: RequestId | null
  readonly error: RpcError
}

/** Longest request id that is a text, in UTF-16 units. */
const LONGEST_REQUEST_ID = 128

/** Reads one message from whoever is on the port. Null: a request without an id, which asks for no answer and gets none. */
export const readRequest = (text: string): Result<Request | null, BadRequest> => {
  if (Buffer.byteLength(text) > MOST_MESSAGE_BYTES) return bad(null, 'MessageTooLarge', { limit: MOST_MESSAGE_BYTES })
  const message = parseJson(text)
  if (message === undefined) return bad(null, 'ParseFailed')
  if (Array.isArray(message)) return bad(null, 'BatchRefused')
  if (typeof message !== 'object' || message === null) return bad(null, 'RequestInvalid')
  const { jsonrpc, id, method: name, params = {} } = message as Partial<Record<string, unknown>> // an object: checked
  if (jsonrpc !== '2.0' || typeof name !== 'string') return bad(isRequestId(id) ? id : null, 'RequestInvalid')
  if (id === undefined) return ok(null)
  if (!isRequestId(id)) return bad(null, 'RequestInvalid')
  const method = methods.get(name)
  if (method === undefined) return bad(id, 'MethodUnknown')
  const parsed = readParams(method, params)
  return parsed.ok ? ok({ id, name, method, params: parsed.value }) : bad(id, parsed.error.type, parsed.error)
}

const isRequestId = (id: unknown): id is RequestId =>
  (typeof id === 'number' && Number.isFinite(id)) || (typeof id === 'string' && id.length <= LONGEST_REQUEST_ID)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Where in the params what is wrong: keys and indexes from the outside in. */
type Path = readonly (string | number)[]
interface ParamFault {
  readonly type: Fault
  readonly path: Path
}
/** What the parser says of one thing that is wrong; only what is read here. */
interface Issue {
  readonly code?: string | undefined
  readonly path?: readonly PropertyKey[] | undefined
  readonly keys?: readonly string[] | undefined
}

const readParams = (method: Method, params: unknown): Result<unknown, ParamFault> => {
  const parsed = method.params.safeParse(params)
  if (parsed.success) return ok(parsed.data)
  const issue: Issue = parsed.error.issues[0] ?? {}
  const path = (issue.path ?? []).filter((key) => typeof key !== 'symbol')
  if (issue.code === 'unrecognized_keys')
    return fail({ type: 'ParamUnrecognized', path: [...path, ...(issue.keys ?? []).slice(0, 1)] })
  return fail({ type: faultOf(issue, valueAt(params, path)), path })
}

const faultOf = ({ code }: Issue, value: unknown): Fault => {
  if (code === 'invalid_type') return value === undefined ? 'ParamMissing' : 'ParamWrongType'
  if (code === 'too_big') return 'ParamTooLong'
  if (code === 'too_small') return 'ParamTooShort'
  if (code === 'invalid_value') return value === undefined ? 'ParamMissing' : 'ParamNotAllowed'
  return 'ParamMalformed'
}

const valueAt = (params: unknown, path: Path): unknown => {
  let value = params
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string | number, unknown>)[key] // an object that has it: checked
  }
  return value
}

/** An error of JSON-RPC's own, with its sentence for whoever debugs a script. */
export const faultError = (fault: Fault, facts: object = {}): RpcError => ({
  code: codeOf(fault),
  message: faults[fault],
  data: { ...facts, type: fault },
})

const bad = (
  id: RequestId | null,
  fault: Fault,
  facts: object = {},
): { readonly ok: false; readonly error: BadRequest } => fail({ id, error: faultError(fault, facts) })

const codeOf = (fault: Fault): number => {
  if (fault === 'ParseFailed') return codes.parse
  if (fault === 'MethodUnknown') return codes.method
  if (fault === 'Internal' || fault === 'StoreDamaged') return codes.internal
  return fault.startsWith('Param') ? codes.params : codes.request
}
