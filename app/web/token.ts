import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { toBase32 } from '#core/proof/index.ts'
import { answerJson, answerText } from './answer.ts'
import { bearerOf, isSameSecret } from './guard.ts'

/** Bytes of a token or code: nobody guesses 256 bits. */
const SECRET_BYTES = 32
/** How long a browser has from being started to showing its code. A cold one on a slow disk takes a minute. */
const CODE_LIFE_MS = 5 * 60_000

/** A fresh secret as base32. */
export const newSecret = (): string => toBase32(randomBytes(SECRET_BYTES))

/** Codes that open one page once. A browser's command line can be read by others on this computer, so it never holds the token. */
export interface Codes {
  issue(): string
  /** Whether this is the code that was issued last, and unused. Uses it up. */
  redeem(code: string): boolean
}

/** One code at a time. `now`: milliseconds of any clock that runs. */
export const openCodes = (now: () => number): Codes => {
  let open: { readonly code: string; readonly until: number } | null = null
  return {
    issue: () => {
      open = { code: newSecret(), until: now() + CODE_LIFE_MS }
      return open.code
    },
    redeem: (code) => {
      const isRight = open !== null && open.until > now() && isSameSecret(code, open.code)
      if (isRight) open = null
      return isRight
    },
  }
}

/**
 * `GET /token` tells a page whether its token still opens this node; `POST /token` gives it for a code, both as `Bearer`.
 * A node that was started anew has a new token.
 */
export const serveToken = (request: IncomingMessage, response: ServerResponse, token: string, codes: Codes): void => {
  const bearer = bearerOf(request.headers)
  if (request.method === 'POST' && codes.redeem(bearer)) return answerJson(response, 200, { token })
  if (request.method === 'GET' && isSameSecret(bearer, token)) return answerJson(response, 200, {})
  answerText(response, 401, 'This is not the key.')
}
