import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { alwaysHeaders, contentSecurityPolicy, type KnownFile } from '#app/pages/index.ts'
import { answerText } from './answer.ts'

/** A year, in seconds: for files whose name changes with their content. */
const FOREVER = 31_536_000

/** Serves one of the known files. */
export const servePage = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  files: ReadonlyMap<string, KnownFile>,
): void => {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answerText(response, 405, 'Only GET and HEAD.', { allow: 'GET, HEAD' })
  const known = files.get(path)
  if (known === undefined) return answerMissing(response, path, files)
  response.writeHead(200, {
    ...alwaysHeaders,
    'content-type': known.type,
    'content-security-policy': contentSecurityPolicy([`ws://${request.headers.host ?? ''}`]),
    'cache-control': known.isHashed ? `public, max-age=${FOREVER}, immutable` : 'no-store',
  })
  if (request.method === 'HEAD') return void response.end()
  // A file that vanishes meanwhile (a new build) ends the answer early, which the browser shows as such.
  pipeline(createReadStream(known.file), response, () => {})
}

const answerMissing = (response: ServerResponse, path: string, files: ReadonlyMap<string, KnownFile>): void => {
  if (path === '/' && files.size === 0)
    return answerText(response, 503, 'The pages have not been built: run `npm run build`, then start again.')
  answerText(response, 404, 'There is nothing here.')
}
