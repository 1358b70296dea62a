import { request as httpRequest } from 'node:http'
import { WebSocket } from 'ws'
import * as z from 'zod/mini'
import { methods, type Method } from '#app/contract/index.ts'
import { given } from './support/line.ts'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

interface Answer {
  readonly id: number | string | null
  readonly result?: unknown
  readonly error?: {
    readonly code: number
    readonly data: { readonly type: string; readonly path?: readonly unknown[] }
  }
}

/** A bare line to the contract, as a script would open it: texts in, answers out in the order of asking. */
const bareLine = async (who: Person) => {
  const socket = new WebSocket(`${who.ready.rpc}?token=${who.ready.token}`)
  const waiting: ((answer: Answer) => void)[] = []
  socket.on('message', (bytes: Buffer) => waiting.shift()?.(JSON.parse(bytes.toString()) as Answer))
  await new Promise((resolve) => {
    socket.once('open', resolve)
  })
  const say = (text: string): Promise<Answer> =>
    new Promise((resolve) => {
      waiting.push(resolve)
      socket.send(text)
    })
  let id = 0
  return {
    say,
    ask: (method: string, params?: unknown) => say(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })),
  }
}

/** How a server answers somebody who wants the contract with these headers and this query. */
const knock = (who: Person, query: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    const asked = httpRequest(`${who.ready.rpc.replace('ws:', 'http:')}${query}`, {
      headers: { ...upgrade, ...headers },
    })
    asked.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })

test('the contract opens for the token alone, and for no foreign page and no foreign name', async ({ town }) => {
  const bora = town.person('Bora')
  await bora.start()
  const { token, url } = bora.ready
  const { host, port } = new URL(url)
  const right = `?token=${token}`
  expect(await knock(bora, right)).toBe(101)
  expect(await knock(bora, right, { origin: `http://${host}` })).toBe(101)
  expect(await knock(bora, right, { origin: `http://localhost:${port}`, host: `localhost:${port}` })).toBe(101)
  for (const query of ['', '?token=', `?token=${token.slice(1)}`, `?token=${token}a`, `?token=${token.toUpperCase()}`])
    expect([query, await knock(bora, query)]).toEqual([query, 401])
  for (const origin of [
    'http://evil.example',
    'null',
    `https://${host}`,
    `http://evil.example:${port}`,
    'http://127.0.0.1',
  ])
    expect([origin, await knock(bora, right, { origin })]).toEqual([origin, 403])
  for (const name of ['evil.example', `evil.example:${port}`, '127.0.0.1:1', `127.0.0.1.evil.example:${port}`])
    expect([name, await knock(bora, right, { host: name })]).toEqual([name, 403])
  expect(await fetch(new URL('/bundles', url), { method: 'POST', body: 'x' })).toMatchObject({ status: 401 })
  expect(await fetch(new URL('/../keys', url))).toMatchObject({ status: 404 })
  expect(await fetch(new URL('/%2e%2e/%2e%2e/package.json', url))).toMatchObject({ status: 404 })
})

/** What of a method's parameters a wrong call needs to know. */
interface Shape {
  readonly properties?: Readonly<Record<string, { readonly type?: string | readonly string[] }>>
  readonly required?: readonly string[]
}
const shapeOf = ({ params }: Method): Shape => z.toJSONSchema(params, { io: 'input' }) as Shape // all are objects

test('each method of the contract answers bad parameters with -32602 and says where', async ({ town }) => {
  const bora = town.person('Bora')
  await bora.join()
  const line = await bareLine(bora)
  const expectBad = async (method: string, params: unknown, path: readonly unknown[], type?: string): Promise<void> => {
    const { error } = await line.ask(method, params)
    expect([method, params, error]).toMatchObject([method, params, { code: -32_602, data: { path } }])
    if (type !== undefined) expect([method, params, error?.data.type]).toEqual([method, params, type])
  }
  expect(methods.size).toBeGreaterThan(20)
  for (const [name, method] of methods) {
    const { properties = {}, required = [] } = shapeOf(method)
    await expectBad(name, [], [], 'ParamWrongType')
    await expectBad(name, 'text', [], 'ParamWrongType')
    await expectBad(name, null, [], 'ParamWrongType')
    const [first] = required
    if (first !== undefined) await expectBad(name, {}, [first], 'ParamMissing')
    else await expectBad(name, { strange: 1 }, ['strange'], 'ParamUnrecognized')
    for (const key of Object.keys(properties)) {
      const others = Object.fromEntries(
        required.filter((each) => each !== key).map((each) => [each, likely(properties[each])]),
      )
      // What takes an object may take an empty one.
      const isObject = properties[key]?.type === 'object'
      for (const wrong of isObject ? ['text', -1.5] : [{}, { toString: null }, -1.5])
        await expectBad(name, { ...others, [key]: wrong }, [key])
    }
  }
  // Nobody was harmed.
  expect((await line.ask('account.get')).result).toMatchObject({ name: 'Bora', stopped: null })
})

/** A value of the right type, so that only what is meant to be wrong is. */
const likely = (property: { readonly type?: string | readonly string[] } | undefined): unknown =>
  property?.type === 'integer' ? 1 : property?.type === 'array' ? [] : 'aaaa'

test('what is no request at all is answered as JSON-RPC says, and the line stays open', async ({ town }) => {
  const bora = town.person('Bora')
  await bora.start()
  const line = await bareLine(bora)
  const codeOf = async (text: string) => (await line.say(text)).error?.code
  expect(await codeOf('{"jsonrpc":"2.0",')).toBe(-32_700)
  expect(await codeOf('[]')).toBe(-32_600)
  expect(await codeOf('"hello"')).toBe(-32_600)
  expect(await codeOf('{"jsonrpc":"1.0","id":1,"method":"account.get"}')).toBe(-32_600)
  expect(await codeOf('{"jsonrpc":"2.0","id":{},"method":"account.get"}')).toBe(-32_600)
  for (const method of ['nothing.such', 'constructor', '__proto__', 'account.__proto__', 'account.constructor', ''])
    expect([method, (await line.ask(method)).error?.code]).toEqual([method, -32_601])
  expect(await codeOf(`{"jsonrpc":"2.0","id":1,"method":"chat.send","params":"${'x'.repeat(1 << 20)}"}`)).toBe(-32_600)
  expect((await line.ask('chat.send', { space: 'aaaa', text: 'hi' })).error).toMatchObject({
    code: 1,
    data: { type: 'NoAccount' },
  })
  expect((await line.say('{"jsonrpc":"2.0","id":"seven","method":"account.get"}')).id).toBe('seven')
})

test('what people could get wrong is refused with a reason from the list', async ({ town }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join()])
  const { ask } = await bareLine(bora)
  const refusal = async (method: string, params: unknown) => {
    const { error } = await ask(method, params)
    expect(error?.code).toBe(1)
    return error?.data.type
  }
  const space = await bora.add(await jun.card())
  const link = await jun.card()
  await bora.until('the network is up', async () => (await given(bora.client.network.status())).state === 'up')
  expect(await refusal('account.create', { name: 'Bora' })).toBe('AccountExists')
  expect(await refusal('account.setProfile', { name: ' ' })).toBe('NameInvalid')
  expect(await refusal('contact.add', { link: 'https://example.org' })).toBe('LinkMalformed')
  expect(await refusal('contact.add', { link: link.slice(0, -20) })).toBe('CardMalformed')
  expect(await refusal('contact.add', { link: await bora.card() })).toBe('OwnCard')
  expect(await refusal('contact.accept', { account: 'aaaa' })).toBe('AccountUnknown')
  expect(await refusal('space.get', { space: 'aaaa' })).toBe('SpaceUnknown')
  expect(await refusal('chat.send', { space: 'aaaa', text: 'hi' })).toBe('SpaceUnknown')
  expect(await refusal('chat.send', { space, text: ' \n ' })).toBe('TextEmpty')
  expect(await refusal('chat.send', { space, text: '가'.repeat(30_000) })).toBe('TextTooLong')
  expect(await refusal('chat.send', { space, text: 'hi', replyTo: 'aaaa' })).toBe('MessageUnknown')
  expect(await refusal('chat.page', { space, before: 'aaaa', limit: 1 })).toBe('MessageUnknown')
  expect(await refusal('chat.markRead', { space, message: 'aaaa' })).toBe('MessageUnknown')
  expect(await refusal('search.query', { text: 'hi', space: 'aaaa', limit: 1 })).toBe('SpaceUnknown')
  expect(await refusal('sync.importBundle', { bundle: 'none' })).toBe('BundleUnknown')
  expect(await refusal('network.setRelays', { relays: ['nonsense'] })).toBe('AddressInvalid')
  expect(await refusal('network.connect', { address: '/ip4/127.0.0.1/tcp/1' })).toBe('AddressInvalid')
  // A letter of the link is changed at each place in turn, here at a few: nobody is added.
  for (let at = 20; at < link.length; at += 37) {
    const changed = `${link.slice(0, at)}${link[at] === 'a' ? 'b' : 'a'}${link.slice(at + 1)}`
    expect(['LinkMalformed', 'CardMalformed', 'CardForged', 'CardVersionUnknown']).toContain(
      await refusal('contact.add', { link: changed }),
    )
  }
})

test('SIGTERM and SIGINT end a node in good order with code 0, busy or not, and the words of a bad command with 2', async ({
  town,
}) => {
  const bora = town.person('Bora')
  await bora.join()
  const { pid } = bora.ready
  expect(pid).toBeGreaterThan(0)
  const ended = await bora.stop()
  expect([ended.code, ended.signal]).toEqual([0, null])
  expect(ended.printed.split('\n')).toHaveLength(2)
  await bora.start()
  expect((await town.end(bora.ready.pid, 'SIGINT')).code).toBe(0)

  const data = ['--data', bora.folder]
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['nonsense'], 'There is no command `nonsense`'],
    [['serve'], '`--data DIR` is missing'],
    [['serve', ...data, '--port', '70000'], '`--port 70000` is no port'],
    [['serve', ...data, '--strange'], 'There is no option `--strange`'],
    [['serve', ...data, ...data], 'is given twice'],
    [['serve', ...data, 'more'], '`more` is more than'],
    [['export', ...data], 'FILE is missing'],
    [['import', ...data], 'FILE is missing'],
    [['relay'], '`--data DIR` is missing'],
    [['doctor'], '`--data DIR` is missing'],
    [['relay', '--data', `${bora.folder}-relay`, '--listen', 'nonsense'], 'nonsense is no address'],
    [['serve', ...data, '--listen', 'nonsense'], '`--listen nonsense` is no address'],
    [['serve', ...data, '--relay', '/ip4/127.0.0.1/udp/1'], 'is no address'],
  ]
  for (const [words, sentence] of wrong) {
    const { code, printed, said } = await town.launch(words, { env: bora.env }).ended
    expect([words, code, printed, said]).toEqual([words, 2, '', expect.stringContaining(sentence)])
  }
})
