import { damaged } from '#core/store/index.ts'
import { setImmediate as oneTurn } from 'node:timers/promises'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { methods, topics, type ContractEvent } from '#app/contract/index.ts'
import { openLine, type Line } from '#app/contract/client.ts'
import { LONGEST_MESSAGE } from './handlers.ts'
import { createService, type Service } from './service.ts'
import { createDouble, idOf, type Double } from './test-double.ts'
import { portPair } from './test-ports.ts'

interface World extends Double {
  readonly service: Service
  readonly faults: unknown[]
  line(): Line
  /** What the node answers to a text, as it stands on the wire; null if it says nothing. */
  raw(text: string): Promise<Reply | null>
}
interface Reply {
  readonly id: number | string | null
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string; readonly data: Record<string, unknown> }
}

const world = (): World => {
  const double = createDouble(() => 1_800_000_000_000)
  const faults: unknown[] = []
  const service = createService({
    messenger: double.messenger,
    about: () => ({ version: '0', startedAt: 0, memory: 0 }),
    onFault: (error) => faults.push(error),
    now: () => 0,
    keeper: {
      wipe: () => ({ ok: true, value: undefined }),
      backup: () => ({ ok: true, value: { chunks: (async function* () {})() } }),
    },
  })
  const raw = async (text: string): Promise<Reply | null> => {
    const [near, far] = portPair()
    const answers: string[] = []
    near.onMessage((answer) => answers.push(answer))
    service.serve(far)
    near.send(text)
    // Whatever is said after this has not been answered.
    near.send('{"jsonrpc":"2.0","id":"last","method":"node.about"}')
    await expect.poll(() => answers.at(-1)).toContain('"last"')
    near.close()
    return answers.length > 1 ? (JSON.parse(answers[0] ?? '') as Reply) : null // our own service wrote it
  }
  const line = (): Line => {
    const [near, far] = portPair()
    service.serve(far)
    return openLine(near)
  }
  return { ...double, service, faults, line, raw }
}

const call = (method: string, params?: unknown): string => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
const bora = (there: World): Line => {
  there.messenger.account.create({ name: 'Bora' })
  return there.line()
}

describe('whoever talks to the node', () => {
  test('gets an answer that has the shape the contract promises, for every method', async () => {
    const there = world()
    const { client, call: any } = bora(there)
    const jun = there.meet('Jun')
    const { message } = there.hear(jun.space, '내일 뭐 해?')
    const request = there.ask('Mina')
    const shown = there.messenger.account.recoveryWords({ language: 'en' })
    const words = (shown.ok ? shown.value.words : []).map((word, at) => ({ place: at + 1, word }))
    const asks: Record<string, object> = {
      'account.confirmWords': { words },
      'account.backup': { passphrase: 'tomatoes and tea' },
      'device.approve': { link: 'dure:device#x' },
      'device.confirm': { code: '123456' },
      'device.rename': { device: idOf('device laptop'), name: 'desk' },
      'device.remove': { device: idOf('device laptop') },
      'account.setProfile': { name: 'Bora K.' },
      'contact.add': { link: 'dure:contact#name-Sol' },
      'contact.preview': { link: 'dure:contact#name-Sol' },
      'contact.accept': { account: request.account },
      'contact.rename': { account: jun.account, name: null },
      'contact.safetyNumber': { account: jun.account },
      'contact.block': { account: jun.account },
      'contact.unblock': { account: jun.account },
      'contact.verify': { account: jun.account, verified: true },
      'space.get': { space: jun.space },
      'chat.send': { space: jun.space, text: '아무것도', replyTo: message },
      'chat.page': { space: jun.space, limit: 10 },
      'chat.get': { space: jun.space, messages: [message] },
      'chat.markRead': { space: jun.space, message },
      'chat.receipts': { space: jun.space, message },
      'chat.keepDraft': { space: jun.space, text: 'half a' },
      'search.query': { text: '내일', limit: 10 },
      'network.setRelays': { relays: [] },
      'node.wipe': { name: 'Bora K.' },
      'network.connect': { address: '/ip4/127.0.0.1/tcp/1/p2p/x' },
    }
    const cannotSucceedHere = [
      'account.create',
      'account.picture',
      'account.restore',
      'device.link',
      'contact.decline',
      'sync.importBundle',
    ]
    // The double has no groups: what they answer is told with the real node.
    const ofChats = ['space.list', 'space.get', 'space.invitations', 'space.joining']
    for (const [name, method] of methods) {
      if (cannotSucceedHere.includes(name) || (name.startsWith('space.') && !ofChats.includes(name))) continue
      const outcome = await any(name, asks[name] ?? {})
      const { error } = outcome.ok ? method.result.safeParse(outcome.value) : outcome
      expect({ name, error }).toEqual({ name, error: undefined })
    }
    const refusals = [
      await client.account.create({ name: 'Again' }),
      await client.account.picture({ picture: idOf('none') }),
      await client.contact.decline({ account: idOf('nobody') }),
      await client.sync.importBundle({ bundle: 'none' }),
      await client.account.restore({ bundle: 'none', passphrase: 'tomatoes and tea' }),
      await client.account.restore({ words: 'abandon art', relay: '/ip4/127.0.0.1/tcp/1/p2p/x' }),
      await client.account.backup({ passphrase: 'short' }),
      await client.device.link({}),
    ]
    expect(refusals.map((outcome) => !outcome.ok && outcome.error.type)).toEqual([
      'AccountExists',
      'PictureUnknown',
      'AccountUnknown',
      'BundleUnknown',
      'AccountExists',
      'AccountExists',
      'PassphraseTooShort',
      'AccountExists',
    ])
    expect(there.faults).toEqual([])
  })

  test('is told where a page goes on, in the direction that was asked', async () => {
    const there = world()
    const { client } = bora(there)
    const { space } = there.meet('Jun')
    const all = Array.from({ length: 10 }, (_, n) => there.hear(space, `${n}`, 1000 + n).message)
    const [, , third = ''] = all
    expect(await client.chat.page({ space, limit: 4 })).toMatchObject({ value: { more: true, newer: false } })
    expect(await client.chat.page({ space, before: third, limit: 4 })).toMatchObject({
      value: { more: false, newer: true },
    })
    expect(await client.chat.page({ space, after: third, limit: 4 })).toMatchObject({
      value: { more: true, older: true },
    })
    expect(await client.chat.page({ space, after: third, limit: 9 })).toMatchObject({
      value: { more: false, older: true },
    })
  })

  test('may say 63 KiB at once, and is refused with the limit beyond that', async () => {
    const there = world()
    const { client } = bora(there)
    const { space } = there.meet('Jun')
    const text = '가'.repeat(LONGEST_MESSAGE / 3)
    expect(await client.chat.send({ space, text })).toMatchObject({ ok: true })
    expect(await client.chat.send({ space, text: `${text}.` })).toEqual({
      ok: false,
      error: { type: 'TextTooLong', limit: LONGEST_MESSAGE, bytes: LONGEST_MESSAGE + 1 },
    })
  })
})

describe('bad requests', () => {
  test.each([
    ['what is not JSON', '{"jsonrpc', -32700, 'ParseFailed', null],
    ['nothing at all', '', -32700, 'ParseFailed', null],
    ['a batch', '[]', -32600, 'BatchRefused', null],
    ['a bare value', '7', -32600, 'RequestInvalid', null],
    ['another version', '{"jsonrpc":"1.0","id":4,"method":"space.list"}', -32600, 'RequestInvalid', 4],
    [
      'an id that no number can say',
      '{"jsonrpc":"2.0","id":1e400,"method":"space.list"}',
      -32600,
      'RequestInvalid',
      null,
    ],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"space.list"}', -32600, 'RequestInvalid', null],
    ['a method that is not there', call('space.destroy'), -32601, 'MethodUnknown', 1],
    ['a method that every object has', call('constructor'), -32601, 'MethodUnknown', 1],
    ['a method in no room', call('__proto__.toString'), -32601, 'MethodUnknown', 1],
  ])('%s', async (_, text, code, type, id) => {
    expect(await world().raw(text)).toMatchObject({ id, error: { code, data: { type } } })
  })

  test('more than 1 MiB is refused before it is looked at', async () => {
    const answer = await world().raw(`"${'x'.repeat(1 << 20)}"`)
    expect(answer).toMatchObject({ error: { code: -32600, data: { type: 'MessageTooLarge', limit: 1 << 20 } } })
  })

  test('a request without an id is neither answered nor done', async () => {
    const there = world()
    expect(await there.raw('{"jsonrpc":"2.0","method":"account.create","params":{"name":"Bora"}}')).toBeNull()
    expect(there.messenger.account.get()).toBeNull()
  })

  test.each([
    ['chat.send', { space: idOf('x') }, 'ParamMissing', ['text']],
    ['chat.send', { space: idOf('x'), text: 7 }, 'ParamWrongType', ['text']],
    ['chat.send', { space: idOf('x'), text: '' }, 'ParamTooShort', ['text']],
    ['chat.send', { space: idOf('x'), text: '\ud800' }, 'ParamMalformed', ['text']],
    ['chat.send', { space: 'Not-An-Id', text: 'hi' }, 'ParamMalformed', ['space']],
    ['chat.send', { space: idOf('x'), text: 'hi', shout: true }, 'ParamUnrecognized', ['shout']],
    ['chat.get', { space: idOf('x'), messages: [idOf('y'), 8] }, 'ParamWrongType', ['messages', 1]],
    ['chat.page', { space: idOf('x'), limit: 501 }, 'ParamTooLong', ['limit']],
    ['chat.page', { space: idOf('x'), limit: 5, before: 'a', after: 'b' }, 'ParamMalformed', []],
    ['subscribe', { topics: ['weather.changed'] }, 'ParamNotAllowed', ['topics', 0]],
    ['space.list', [], 'ParamWrongType', []],
    ['space.list', 'all', 'ParamWrongType', []],
  ])('%s %j is refused as %s at %j', async (method, params, type, path) => {
    expect(await world().raw(call(method, params))).toMatchObject({ error: { code: -32602, data: { type, path } } })
  })

  test('keys that poison objects are strangers like any other', async () => {
    const answer = await world().raw('{"jsonrpc":"2.0","id":1,"method":"space.list","params":{"__proto__":{"a":1}}}')
    expect(answer).toMatchObject({ error: { data: { type: 'ParamUnrecognized', path: ['__proto__'] } } })
    expect(await world().raw('{"jsonrpc":"2.0","id":1,"method":"space.list","__proto__":{"id":9}}')).toMatchObject({
      id: 1,
      result: [],
    })
  })

  test('whatever JSON comes, the node answers in JSON-RPC and has no fault of its own', async () => {
    const there = world()
    const { space } = there.meet('Jun')
    const anyMethod = fc.oneof(fc.constantFrom(...methods.keys()), fc.string())
    const likely = fc.record(
      {
        space: fc.oneof(fc.constant(space), fc.jsonValue()),
        text: fc.jsonValue(),
        limit: fc.jsonValue(),
        name: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    const request = fc.record(
      {
        jsonrpc: fc.constantFrom('2.0', 2),
        id: fc.jsonValue(),
        method: anyMethod,
        params: fc.oneof(likely, fc.jsonValue()),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          request.map((one) => JSON.stringify(one)),
          fc.json(),
          fc.string(),
        ),
        async (text) => {
          const answer = await there.raw(text)
          const isAnswer = answer === null || (answer.error === undefined) === 'result' in answer
          expect({ isAnswer, faults: there.faults }).toEqual({ isAnswer: true, faults: [] })
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a bug of ours is reported here and told as Internal, and the next call works', async () => {
    const there = world()
    const broken = new Error('ours')
    there.messenger.account.get = () => {
      throw broken
    }
    expect(await there.raw(call('account.get'))).toMatchObject({ error: { code: -32603, data: { type: 'Internal' } } })
    expect(there.faults).toEqual([broken])
    expect(await there.raw(call('space.list'))).toMatchObject({ result: [] })
  })
})

test('damage on the disk is told as what it is, since there is something to do about it', async () => {
  const there = world()
  there.messenger.contact.list = () => {
    throw damaged('a contact has a chat')
  }
  expect(await there.raw(call('contact.list'))).toMatchObject({
    error: { code: -32603, data: { type: 'StoreDamaged' } },
  })
  expect(await there.raw(call('space.list'))).toMatchObject({ result: [] })
})

describe('subscriptions', () => {
  const listen = async (line: Line, ...wanted: Parameters<Line['subscribe']>[0]): Promise<ContractEvent[]> => {
    const heard: ContractEvent[] = []
    await line.subscribe(wanted, (event) => heard.push(event))
    return heard
  }

  test('tell only of the topics asked for, after the answer of the call that caused them', async () => {
    const there = world()
    const line = bora(there)
    const { space } = there.meet('Jun')
    const heard = await listen(line, 'chat.changed')
    const sent = await line.client.chat.send({ space, text: '안녕' })
    expect(heard).toEqual([])
    await expect.poll(() => heard.length).toBe(1)
    expect(heard).toEqual([{ topic: 'chat.changed', space, messages: [sent.ok ? sent.value.message : ''] }])
  })

  test('say a thousand arrivals in one turn once', async () => {
    const there = world()
    const line = bora(there)
    const { space } = there.meet('Jun')
    await oneTurn()
    const heard = await listen(line, ...topics)
    const ids = Array.from({ length: 50 }, (_, n) => there.hear(space, `${n}`).message)
    await expect.poll(() => heard.length).toBe(2)
    expect(heard).toEqual([
      { topic: 'chat.changed', space, messages: ids },
      { topic: 'space.changed', space },
    ])
    Array.from({ length: 1000 }, (_, n) => there.hear(space, `${n}`))
    await expect.poll(() => heard.length).toBe(4)
    expect(heard.slice(2)).toEqual([
      { topic: 'chat.changed', space, messages: null },
      { topic: 'space.changed', space },
    ])
  })

  test('never swallow a notice', async () => {
    const there = world()
    const heard = await listen(bora(there), 'notice')
    there.tell({ topic: 'notice', notice: { type: 'DiskFull' } })
    there.tell({ topic: 'notice', notice: { type: 'DiskFull' } })
    await expect.poll(() => heard.length).toBe(2)
  })

  test('end with the line, and calls under way end with Disconnected', async () => {
    const there = world()
    const line = bora(there)
    await listen(line, ...topics)
    const asked = line.client.space.list()
    line.close()
    expect(await asked).toEqual({ ok: false, error: { type: 'Disconnected' } })
    expect(await line.client.space.list()).toEqual({ ok: false, error: { type: 'Disconnected' } })
    there.meet('Jun')
  })
})

describe('bundles carried by hand', () => {
  const bytes = async function* (text: string): AsyncGenerator<Uint8Array> {
    await Promise.resolve()
    yield Buffer.from(text)
  }

  test('are fetched once, and imported once', async () => {
    const there = world()
    const { client } = bora(there)
    const { space } = there.meet('Jun')
    there.hear(space, 'one')
    const exported = await client.sync.exportBundle({ spaces: [space] })
    const name = exported.ok ? exported.value.bundle : ''
    const fetched = there.service.bundles.fetch(name)
    const content = Buffer.concat(fetched === null ? [] : await Array.fromAsync(fetched)).toString()
    expect(content).toBe('double\none\n')
    expect(there.service.bundles.fetch(name)).toBeNull()

    const uploaded = await there.service.bundles.upload(bytes(content))
    const bundle = uploaded.ok ? uploaded.value : ''
    expect(await client.sync.importBundle({ bundle })).toMatchObject({ ok: true, value: { envelopes: 1 } })
    expect(await client.sync.importBundle({ bundle })).toMatchObject({ error: { type: 'BundleUnknown' } })
    await there.service.close()
  })

  test.each([
    ['cut short', 'dou', 'BundleTruncated'],
    ['something else', 'PK\u0003\u0004 a zip file', 'BundleMalformed'],
  ])('a file that is %s is refused as %s', async (_, text, type) => {
    const there = world()
    const { client } = bora(there)
    const uploaded = await there.service.bundles.upload(bytes(text))
    const bundle = uploaded.ok ? uploaded.value : ''
    expect(await client.sync.importBundle({ bundle })).toMatchObject({ error: { type } })
    await there.service.close()
  })
})
