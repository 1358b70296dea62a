import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createService } from '#app/service/index.ts'
import { createDouble, type Double } from '#app/service/test-double.ts'
import { openWeb, type Web } from './index.ts'

interface World extends Double {
  readonly web: Web
  readonly faults: unknown[]
}
interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let folder = ''
const opened: (() => Promise<void>)[] = []

beforeAll(() => {
  const parent = mkdtempSync(join(tmpdir(), 'dure-web-'))
  folder = join(parent, 'web')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Dure</title>')
  writeFileSync(join(folder, 'assets/index-abc.js'), 'export {}')
  writeFileSync(join(folder, 'assets/notes.secret'), 'not a type that is served')
  writeFileSync(join(parent, 'outside.html'), 'outside')
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()))
})
afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const open = async (now: () => number = () => 0, pages = folder): Promise<World> => {
  const double = createDouble()
  const faults: unknown[] = []
  const onFault = (error: unknown): void => void faults.push(error)
  const about = () => ({ version: '0', startedAt: 0, memory: 0 })
  const service = createService({ messenger: double.messenger, about, onFault, now })
  const web = await openWeb({ service, port: 0, folder: pages, now, onFault })
  if (!web.ok) throw new Error(web.error.type)
  opened.push(async () => {
    await service.close()
    await web.value.close()
  })
  return { ...double, web: web.value, faults }
}

/** As `fetch`, but with any path as it is written and any `Host`. */
const ask = (
  web: Web,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: web.port, path, headers, method }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** `open`, or the status with which the upgrade was refused. */
const knock = (address: string, headers: Record<string, string> = {}): Promise<'open' | number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { headers })
    socket.on('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })

const key = (web: Web, token = web.token): Record<string, string> => ({ authorization: `Bearer ${token}` })

describe('the contract’s door', () => {
  test('opens for the token, to a script and to our own page', async () => {
    const { web } = await open()
    const address = `${web.rpc}?token=${web.token}`
    expect(await knock(address)).toBe('open')
    expect(await knock(address, { origin: web.origin })).toBe('open')
    expect(await knock(address, { host: `localhost:${web.port}`, origin: `http://localhost:${web.port}` })).toBe('open')
  })

  test('stays shut before the upgrade for a missing, wrong, cut or doubled token', async () => {
    const { web } = await open()
    const { token } = web
    const tokens = ['', '?token=', '?token=wrong', `?token=${token.slice(1)}`, `?token=${token}a`, `?Token=${token}`]
    expect(await Promise.all(tokens.map((query) => knock(`${web.rpc}${query}`)))).toEqual(tokens.map(() => 401))
  })

  test('stays shut for a foreign page, even with the token', async () => {
    const { web } = await open()
    const address = `${web.rpc}?token=${web.token}`
    const foreign = ['http://evil.example', 'null', 'file://', `https://127.0.0.1:${web.port}`, 'http://127.0.0.1:1']
    expect(await Promise.all(foreign.map((origin) => knock(address, { origin })))).toEqual(foreign.map(() => 403))
  })

  test('stays shut for a foreign name that points here (DNS rebinding), even with the token', async () => {
    const { web } = await open()
    const address = `${web.rpc}?token=${web.token}`
    const foreign = [`evil.example:${web.port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example:${web.port}`]
    expect(await Promise.all(foreign.map((host) => knock(address, { host })))).toEqual(foreign.map(() => 403))
    expect((await ask(web, '/', { host: 'evil.example' })).status).toBe(403)
  })

  test('is only where it says', async () => {
    const { web } = await open()
    expect(await knock(`ws://127.0.0.1:${web.port}/other?token=${web.token}`)).toBe(404)
  })

  test('has another token at every start', async () => {
    const [first, second] = [await open(), await open()]
    expect(first.web.token).toMatch(/^[a-z2-7]{52}$/)
    expect(first.web.token).not.toBe(second.web.token)
    expect(await knock(`${second.web.rpc}?token=${first.web.token}`)).toBe(401)
  })

  test('answers requests, and closes on bytes that are no text', async () => {
    const { web } = await open()
    const socket = new WebSocket(`${web.rpc}?token=${web.token}`)
    const heard: string[] = []
    socket.on('message', (text: Buffer) => heard.push(text.toString()))
    socket.on('open', () => socket.send('{"jsonrpc":"2.0","id":"a","method":"account.get"}'))
    await expect.poll(() => heard).toEqual(['{"jsonrpc":"2.0","id":"a","result":null}'])
    let code = 0
    socket.on('close', (given) => void (code = given))
    socket.send(Buffer.from([0, 1, 2]))
    await expect.poll(() => code).toBe(1003)
  })

  test('says why a message over 1 MiB is refused, and goes on', async () => {
    const { web } = await open()
    const socket = new WebSocket(`${web.rpc}?token=${web.token}`)
    const heard: string[] = []
    socket.on('message', (text: Buffer) => heard.push(text.toString()))
    socket.on('open', () => {
      socket.send('x'.repeat((1 << 20) + 1))
      socket.send('{"jsonrpc":"2.0","id":1,"method":"account.get"}')
    })
    await expect.poll(() => heard.length).toBe(2)
    expect(heard[0]).toContain('MessageTooLarge')
    socket.terminate()
  })

  test('survives whatever bytes come instead of a request', async () => {
    const { web, faults } = await open()
    const send = (bytes: string | Uint8Array): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(web.port, '127.0.0.1', () => socket.end(bytes))
        socket.on('error', () => {})
        socket.on('close', () => resolve())
        socket.resume()
      })
    await send('GET /rpc HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) => send(bytes)),
      { numRuns: 50 },
    )
    expect((await ask(web, '/')).status).toBe(200)
    expect(faults).toEqual([])
  })
})

describe('the page', () => {
  test('comes with rights to nothing but itself, and is never kept', async () => {
    const { web } = await open()
    const { status, headers, body } = await ask(web, '/')
    expect({ status, body }).toEqual({ status: 200, body: '<!doctype html><title>Dure</title>' })
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
        `connect-src 'self' ws://127.0.0.1:${web.port}; font-src 'self'; base-uri 'none'; form-action 'none'; ` +
        "frame-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    )
  })

  test('brings assets that may be kept, because their names change with them', async () => {
    const { web } = await open()
    const { status, headers } = await ask(web, '/assets/index-abc.js')
    expect({ status, type: headers['content-type'], cache: headers['cache-control'] }).toEqual({
      status: 200,
      type: 'text/javascript; charset=utf-8',
      cache: 'public, max-age=31536000, immutable',
    })
  })

  test.each([
    '/../outside.html',
    '/assets/../../outside.html',
    '/%2e%2e/outside.html',
    '/..%2foutside.html',
    '/assets/..%5c..%5coutside.html',
    '//outside.html',
    '/assets/notes.secret',
    '/assets/',
    '/assets',
    '/index.html/',
    '/__proto__',
    '/\u0000',
  ])('has nothing at %j', async (path) => {
    const { web } = await open()
    const answer = await ask(web, path).catch(() => null)
    // A path that HTTP itself cannot say never left this test.
    expect(answer?.body ?? '').not.toContain('outside')
    expect([null, 400, 404]).toContain(answer?.status ?? null)
  })

  test('is asked for and not told anything', async () => {
    const { web } = await open()
    expect((await ask(web, '/', {}, 'POST', 'x')).status).toBe(405)
    expect(await ask(web, '/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  test('says what to do where it has not been built', async () => {
    const { web } = await open(undefined, join(folder, 'nowhere'))
    expect(await ask(web, '/')).toMatchObject({ status: 503, body: expect.stringContaining('npm run build') as string })
  })
})

describe('a page’s key', () => {
  test('is told to be right or wrong, so that a page knows a new node from one that is gone', async () => {
    const { web } = await open()
    expect((await ask(web, '/token', key(web))).status).toBe(200)
    expect((await ask(web, '/token', key(web, 'wrong'))).status).toBe(401)
    expect((await ask(web, '/token')).status).toBe(401)
  })

  test('is given once for the code on a browser’s command line', async () => {
    const { web } = await open()
    const code = web.onceUrl().split('#once=')[1] ?? ''
    expect((await ask(web, '/token', key(web, 'wrong'), 'POST')).status).toBe(401)
    expect((await ask(web, '/token', { ...key(web, code), origin: 'http://evil.example' }, 'POST')).status).toBe(403)
    expect(await ask(web, '/token', key(web, code), 'POST')).toMatchObject({
      body: JSON.stringify({ token: web.token }),
    })
    expect((await ask(web, '/token', key(web, code), 'POST')).status).toBe(401)
  })

  test('is not given for a code that is five minutes old', async () => {
    let time = 0
    const { web } = await open(() => time)
    const code = web.onceUrl().split('#once=')[1] ?? ''
    time = 5 * 60_000
    expect((await ask(web, '/token', key(web, code), 'POST')).status).toBe(401)
  })
})

describe('pictures', () => {
  test('are bytes that may do nothing, for whoever has the token (I8)', async () => {
    const { web, messenger } = await open()
    messenger.account.create({ name: 'Bora' })
    messenger.account.setProfile({ picture: new TextEncoder().encode('picture') })
    const path = `/pictures/${messenger.account.get()?.picture ?? ''}`
    for (const wrong of [path, `${path}?token=`, `${path}?token=${'a'.repeat(52)}`])
      expect((await ask(web, wrong)).status).toBe(401)
    const { status, headers, body } = await ask(web, `${path}?token=${web.token}`)
    expect([status, body]).toEqual([200, 'picture'])
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    expect(await ask(web, path, key(web), 'HEAD')).toMatchObject({ status: 200, body: '' })
    expect((await ask(web, path, key(web), 'POST')).status).toBe(405)
    expect((await ask(web, path, { ...key(web), host: 'evil.example' })).status).toBe(403)
    expect((await ask(web, '/pictures/../keys', key(web))).status).toBe(404)
    expect((await ask(web, `/pictures/${'a'.repeat(52)}`, key(web))).status).toBe(404)
  })
})

describe('bundles', () => {
  test('are fetched and uploaded with the token only', async () => {
    const there = await open()
    const { web, messenger } = there
    messenger.account.create({ name: 'Bora' })
    there.hear(there.meet('Jun').space, 'one')
    expect((await ask(web, '/bundles', {}, 'POST', 'x')).status).toBe(401)
    expect((await ask(web, '/bundles/x')).status).toBe(401)
    expect((await ask(web, '/bundles/x', key(web))).status).toBe(404)
    const uploaded = await ask(web, '/bundles', key(web), 'POST', 'double\none\n')
    expect(uploaded.status).toBe(200)
    const { bundle } = JSON.parse(uploaded.body) as { bundle: string } // as docs/api.md says

    const socket = new WebSocket(`${web.rpc}?token=${web.token}`)
    const heard: { id: number; result: Record<string, unknown> }[] = []
    socket.on('message', (text: Buffer) => heard.push(JSON.parse(text.toString()) as (typeof heard)[number]))
    socket.on('open', () => {
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sync.importBundle', params: { bundle } }))
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'sync.exportBundle' }))
    })
    await expect.poll(() => heard.length).toBe(2)
    expect(heard.find(({ id }) => id === 1)?.result).toMatchObject({ envelopes: 1 })
    const out = heard.find(({ id }) => id === 2)?.result['bundle'] as string
    expect(await ask(web, `/bundles/${out}`, key(web))).toMatchObject({ status: 200, body: 'double\none\n' })
    expect((await ask(web, `/bundles/${out}`, key(web))).status).toBe(404)
    socket.terminate()
  })
})

test('a port that somebody else has is refused by name', async () => {
  const { web } = await open()
  const service = createService({
    messenger: createDouble().messenger,
    about: () => ({ version: '0', startedAt: 0, memory: 0 }),
    onFault: () => {},
    now: () => 0,
  })
  const second = await openWeb({ service, port: web.port, folder, now: () => 0, onFault: () => {} })
  expect(second).toEqual({ ok: false, error: { type: 'PortInUse', port: web.port } })
  await service.close()
})
