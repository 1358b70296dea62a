import type * as Http from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { fail, ok, type Result } from '#core/proof/result.ts'
import { knownFiles } from '#app/pages/index.ts'
import type { Service } from '#app/service/index.ts'
import { answerText } from './answer.ts'
import { serveBundles } from './carry.ts'
import { bearerOf, isHostOurs, isOriginOurs, isSameSecret } from './guard.ts'
import { servePage } from './page.ts'
import { servePicture } from './picture.ts'
import { socketPort } from './socket.ts'
import { newSecret, openCodes, serveToken } from './token.ts'

/**
 * Node's server, asked for without `import`: importing it reads all its names, and one of them loads a whole client with its
 * WebSocket, which nobody here needs and every start would wait for (40 ms).
 */
const { createServer } = createRequire(import.meta.url)('node:http') as typeof Http

/** Longest message that is still answered with a reason instead of a closed socket: twice what the contract takes. */
const MOST_PAYLOAD = 2 << 20
/** How long a whole request may take, in milliseconds: the largest bundle at 10 MB/s, and some. */
const REQUEST_TIMEOUT_MS = 15 * 60_000

export interface WebOptions {
  readonly service: Pick<Service, 'serve' | 'picture' | 'bundles'>
  /** 0: any that is free. */
  readonly port: number
  /** The built pages. */
  readonly folder: string
  /** Milliseconds of any clock that runs. */
  readonly now: () => number
  /** Told whenever somebody asks for a file. */
  readonly onAsked?: () => void
  /** Told of every bug of ours that a request ran into. */
  readonly onFault: (error: unknown, request: string) => void
}

export interface Web {
  readonly port: number
  readonly origin: string
  /** Made anew at every start; opens everything. */
  readonly token: string
  /** The page, with the token where no server and no log sees it. */
  readonly url: string
  /** The contract's address, without the token. */
  readonly rpc: string
  /** An address that opens one page once, for a command line that others can read. */
  onceUrl(): string
  close(): Promise<void>
}

export type WebRefusal = { readonly type: 'PortInUse' | 'PortForbidden'; readonly port: number }

/** Serves pages and contract on 127.0.0.1, to whoever has the token. */
export const openWeb = async (options: WebOptions): Promise<Result<Web, WebRefusal>> => {
  const { service, folder, now, onAsked, onFault } = options
  const token = newSecret()
  const codes = openCodes(now)
  const files = knownFiles(folder)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_PAYLOAD, perMessageDeflate: false })
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS })
  let port = options.port

  const isForeign = (request: IncomingMessage): boolean =>
    !isHostOurs(request.headers, port) || !isOriginOurs(request.headers, port)

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request)
    if (path === null) return answerText(response, 400, 'This is no address.')
    if (isForeign(request)) return answerText(response, 403, 'This server is for its own pages only.')
    if (path === '/token') return serveToken(request, response, token, codes)
    if (path.startsWith('/pictures/')) {
      // What stands in an `<img>` sends no headers of its own.
      if (![bearerOf(request.headers), tokenOf(request)].some((given) => isSameSecret(given, token)))
        return answerText(response, 401, 'This is not the key.')
      return servePicture(request, response, path, service)
    }
    if (path !== '/bundles' && !path.startsWith('/bundles/')) return servePage(request, response, path, files)
    if (!isSameSecret(bearerOf(request.headers), token)) return answerText(response, 401, 'This is not the key.')
    await serveBundles(request, response, path, service.bundles)
  }

  server.on('request', (request, response) => {
    onAsked?.()
    serve(request, response).catch((error: unknown) => {
      onFault(error, `${request.method ?? ''} ${pathOf(request) ?? ''}`)
      if (response.headersSent) response.destroy()
      else answerText(response, 500, 'A fault in Dure itself. It has been logged.')
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A socket that breaks before it is handed over must not end the process.
    socket.on('error', () => socket.destroy())
    if (isForeign(request)) return refuse(socket, '403 Forbidden')
    if (pathOf(request) !== '/rpc') return refuse(socket, '404 Not Found')
    if (!isSameSecret(tokenOf(request), token)) return refuse(socket, '401 Unauthorized')
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate())
      service.serve(socketPort(opened))
    })
  })

  const listening = await listen(server, port)
  if (!listening.ok) return listening
  port = listening.value
  const origin = `http://127.0.0.1:${port}`
  return ok({
    port,
    origin,
    token,
    url: `${origin}/#token=${token}`,
    rpc: `ws://127.0.0.1:${port}/rpc`,
    onceUrl: () => `${origin}/#once=${codes.issue()}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

/** A path as browsers send it; the host in front is only there to be parsed. */
const urlOf = ({ url = '' }: IncomingMessage): URL | null =>
  url.startsWith('/') ? URL.parse(`http://127.0.0.1${url}`) : null
const pathOf = (request: IncomingMessage): string | null => urlOf(request)?.pathname ?? null
const tokenOf = (request: IncomingMessage): string => urlOf(request)?.searchParams.get('token') ?? ''

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

const listen = (server: Server, port: number): Promise<Result<number, WebRefusal>> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(fail({ type: 'PortInUse', port }))
      else if (error.code === 'EACCES') resolve(fail({ type: 'PortForbidden', port }))
      else reject(error)
    }
    server.once('error', onError)
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', onError)
      const address = server.address()
      resolve(ok(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
