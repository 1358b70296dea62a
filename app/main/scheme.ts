import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { alwaysHeaders, contentSecurityPolicy, type KnownFile } from '#app/pages/index.ts'
import { download, fetchPicture, upload } from './carry.ts'
import { isOurs } from './guard.ts'
import type { NodeKeeper } from './node.ts'

/** What our protocol gives: the page’s files with their rights, and bundles, streamed from and to the node. */
export const serveScheme = (files: ReadonlyMap<string, KnownFile>, node: NodeKeeper) => {
  return (request: Request): Response | Promise<Response> => {
    const url = URL.parse(request.url)
    if (url === null || !isOurs(request.url)) return answer(404, 'There is nothing here.')
    if (url.pathname === '/bundles' && request.method === 'POST') return takeBundle(request, node)
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Only GET and HEAD.')
    if (url.pathname.startsWith('/bundles/')) return giveBundle(url.pathname.slice('/bundles/'.length), node)
    if (url.pathname.startsWith('/pictures/')) return givePicture(url.pathname.slice('/pictures/'.length), node)
    const known = files.get(url.pathname)
    return known === undefined ? answer(404, 'There is nothing here.') : giveFile(known)
  }
}

const answer = (status: number, text: string): Response =>
  new Response(`${text}\n`, { status, headers: { ...alwaysHeaders, 'content-type': 'text/plain; charset=utf-8' } })

const json = (status: number, value: object): Response =>
  Response.json(value, { status, headers: { ...alwaysHeaders, 'cache-control': 'no-store' } })

/** A stream of Node as the platform's own. */
const streamOf = (file: string): ReadableStream<Uint8Array> =>
  Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array> // the two declarations of one thing

const giveFile = ({ file, type }: KnownFile): Response =>
  new Response(streamOf(file), {
    headers: {
      ...alwaysHeaders,
      'content-type': type,
      'content-security-policy': contentSecurityPolicy(),
      'permissions-policy':
        'camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
      'cache-control': 'no-store',
    },
  })

/** A day, in seconds: a picture's address changes with the picture. */
const A_DAY = 86_400

/** Others chose these bytes: whoever opens one as a page gets one that may do nothing. */
const givePicture = async (picture: string, node: NodeKeeper): Promise<Response> => {
  const found = await fetchPicture(node.carry({ type: 'picture', picture }))
  if (found === null) return answer(404, 'There is no such picture.')
  return new Response(new Uint8Array(found.bytes), {
    headers: {
      ...alwaysHeaders,
      'content-type': found.media,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': `private, max-age=${A_DAY}, immutable`,
    },
  })
}

const giveBundle = async (bundle: string, node: NodeKeeper): Promise<Response> => {
  const body = await download(node.carry({ type: 'fetch', bundle }))
  if (body === null) return json(404, { type: 'BundleUnknown' })
  return new Response(body, {
    headers: {
      ...alwaysHeaders,
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="dure.bundle"',
      'cache-control': 'no-store',
    },
  })
}

const takeBundle = async (request: Request, node: NodeKeeper): Promise<Response> => {
  const outcome = await upload(node.carry({ type: 'upload' }), request.body ?? new Blob().stream())
  if (outcome === null) return json(503, { type: 'UploadBroken' })
  return outcome.type === 'kept' ? json(200, { bundle: outcome.bundle }) : json(400, outcome.refusal)
}
