import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, pipeline } from 'node:stream'
import { alwaysHeaders } from '#app/pages/index.ts'
import type { Bundles, UploadRefusal } from '#app/service/index.ts'
import { answerJson, answerText } from './answer.ts'

const statuses: Readonly<Record<UploadRefusal['type'], number>> = {
  BundleTooLarge: 413,
  DiskFull: 507,
  DiskFailed: 500,
  UploadBroken: 400,
}

/** Bundles over HTTP: `GET /bundles/{bundle}` once, `POST /bundles`. Whoever comes here has shown the token. */
export const serveBundles = async (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  bundles: Bundles,
): Promise<void> => {
  if (request.method === 'POST' && path === '/bundles') {
    const uploaded = await bundles.upload(request)
    if (uploaded.ok) return answerJson(response, 200, { bundle: uploaded.value })
    response.setHeader('connection', 'close')
    return answerJson(response, statuses[uploaded.error.type], uploaded.error)
  }
  if (request.method !== 'GET' || path === '/bundles')
    return answerText(response, 405, 'POST /bundles, GET /bundles/….')
  const chunks = bundles.fetch(path.slice('/bundles/'.length))
  if (chunks === null) return answerJson(response, 404, { type: 'BundleUnknown' })
  response.writeHead(200, {
    ...alwaysHeaders,
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="dure.bundle"',
    'cache-control': 'no-store',
  })
  // Broken off on either side: the browser shows an incomplete download, and the rest is not read.
  pipeline(Readable.from(chunks, { objectMode: false }), response, () => {})
}
