import type { IncomingMessage, ServerResponse } from 'node:http'
import { alwaysHeaders } from '#app/pages/index.ts'
import type { Service } from '#app/service/index.ts'
import { answerText } from './answer.ts'

/** A day, in seconds: a picture's address changes with the picture. */
const A_DAY = 86_400

/**
 * People's pictures: `GET /pictures/{picture}`, for `<img>`. Others chose these bytes: the node has read what they are,
 * and whoever opens one as a page gets one that may do nothing. Whoever comes here has shown the token.
 */
export const servePicture = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  service: Pick<Service, 'picture'>,
): void => {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answerText(response, 405, 'Only GET and HEAD.', { allow: 'GET, HEAD' })
  const picture = service.picture(path.slice('/pictures/'.length))
  if (picture === null) return answerText(response, 404, 'There is no such picture.')
  response.writeHead(200, {
    ...alwaysHeaders,
    'content-type': picture.type,
    'content-length': picture.bytes.length,
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': `private, max-age=${A_DAY}, immutable`,
  })
  response.end(request.method === 'HEAD' ? undefined : picture.bytes)
}
