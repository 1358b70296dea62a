import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Names under which a browser on this computer reaches 127.0.0.1. Any other name is somebody's DNS pointing here. */
const names = ['127.0.0.1', 'localhost']
/** HTTP's own port, which browsers leave out of `Host` and `Origin`. */
const DEFAULT_PORT = 80

const hosts = (port: number): readonly string[] =>
  names.flatMap((name) => (port === DEFAULT_PORT ? [name, `${name}:${port}`] : [`${name}:${port}`]))

/** Whether a request was meant for this very server: against DNS rebinding. */
export const isHostOurs = (headers: IncomingHttpHeaders, port: number): boolean =>
  headers.host !== undefined && hosts(port).includes(headers.host.toLowerCase())

/** Whether a request comes from our own page, or from no page at all. A browser cannot leave out or forge `Origin`. */
export const isOriginOurs = (headers: IncomingHttpHeaders, port: number): boolean => {
  const { origin } = headers
  return origin === undefined || hosts(port).some((host) => origin.toLowerCase() === `http://${host}`)
}

/** Whether two secrets are the same, in a time that tells nothing of how alike they are. */
export const isSameSecret = (given: string, secret: string): boolean =>
  timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(secret).digest())

/** What stands after `Bearer ` in `Authorization`; empty if nothing does. */
export const bearerOf = (headers: IncomingHttpHeaders): string =>
  /^Bearer ([a-z2-7]{1,128})$/.exec(headers.authorization ?? '')?.[1] ?? ''
