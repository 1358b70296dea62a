import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createNet } from '#core/adapters/libp2p/index.ts'
import type { OwnedNet } from '#core/adapters/libp2p/index.ts'
import { openDatabase } from '#core/adapters/sqlite/index.ts'
import { realClock, systemRandom } from '#core/adapters/system/index.ts'
import { signStatement } from '#core/crypto/index.ts'
import { NO_PREV } from '#core/envelope/index.ts'
import type { Run } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { bytesToId, digest, encode, sha256, utf8 } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { createInboxClient, depositLetter, INBOX_PROTOCOL, ticketHash } from '#core/sync/inbox/index.ts'
import type { DepositError, InboxClient, InboxId, Ticket } from '#core/sync/inbox/index.ts'
import { createHost, SYNC_PROTOCOL } from '#core/sync/index.ts'
import type { Host, HostEvent, Replica } from '#core/sync/index.ts'
import { createMemoryReplica } from '#core/test/sync/memory.ts'
import type { MemoryReplica } from '#core/test/sync/memory.ts'
import { keyFrom, testLog, writerIn } from '#core/test/sync/writer.ts'
import type { TestLog, Writer } from '#core/test/sync/writer.ts'
import { openRelay } from './main.ts'
import type { RelayRefusal } from './refusal.ts'

/** Longest wait for what must come, in milliseconds: a slow machine is not a wrong answer. */
const DEADLINE_MS = 40_000
const LOOK_MS = 5

const clock = realClock()
let folder: string
let processes: RelayProcess[]
let devices: Device[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dure-relays-'))
  processes = []
  devices = []
})
afterEach(async () => {
  for (const device of devices) {
    device.host.stop()
    device.inbox?.stop()
    await device.net.stop()
  }
  for (const each of processes) await each.kill()
  rmSync(folder, { recursive: true })
})

/** Waits for what must come. */
const expectSoon = async (isDone: () => boolean, what: string): Promise<void> => {
  const end = performance.now() + DEADLINE_MS
  while (!isDone()) {
    if (performance.now() > end) throw new Error(`in vain waited for ${what}`)
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS)
    })
  }
}

interface Ready {
  readonly ready: true
  readonly pid: number
  readonly peer: PeerId
  readonly multiaddrs: readonly string[]
  readonly metrics: string | null
}

interface RelayProcess {
  readonly child: ChildProcess
  readonly ready: Promise<Ready>
  /** Code, and what it said on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>
  kill(signal?: NodeJS.Signals): Promise<unknown>
}

/** Runs a relay as a process of its own. */
const runRelay = (data: string, listen: readonly string[] = ['/ip4/127.0.0.1/tcp/0'], config?: string): RelayProcess =>
  launch(process.execPath, [
    DURE,
    'relay',
    '--data',
    data,
    ...listen.flatMap((address) => ['--listen', address]),
    ...(config === undefined ? [] : ['--config', config]),
  ])

const DURE = join(import.meta.dirname, '../bin/dure.mjs')

const launch = (program: string, args: readonly string[]): RelayProcess => {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let printed = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, said }))
  })
  const ready = new Promise<Ready>((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.toString()
      // The one line that a relay prints.
      if (printed.endsWith('\n')) resolve(JSON.parse(printed) as Ready)
    })
    ended.then(({ code }) => reject(new Error(`ended with ${code} before it was ready: ${said}`)), reject)
  })
  // Not every test waits for it.
  ready.catch(() => {})
  const relay: RelayProcess = {
    child,
    ready,
    ended,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal)
      return ended
    },
  }
  processes.push(relay)
  return relay
}

/** A device of somebody in the chat, which uses relays and nothing else. */
interface Device {
  readonly net: OwnedNet
  readonly replica: MemoryReplica
  readonly host: Host
  readonly events: HostEvent[]
  inbox: InboxClient | null
}

const chat = testLog('chat')

const startDevice = async (
  name: string,
  relays: readonly Ready[],
  logs: readonly TestLog[] = [chat],
  lie: (honest: Replica) => Replica = (honest) => honest,
): Promise<Device> => {
  const created = await createNet({
    seed: sha256(utf8(name)),
    listen: [],
    mdns: false,
    clock,
    random: systemRandom,
    log: () => {},
  })
  const replica = createMemoryReplica()
  const host = createHost({ net: created, clock, random: systemRandom, replica: lie(replica) })
  const device: Device = { net: created, replica, host, events: [], inbox: null }
  const isRelay = new Set(relays.map(({ peer }) => peer))
  for (const log of logs) replica.addLog(log, null)
  replica.share((peer) => (isRelay.has(peer) ? [{ space: null, logs: logs.map(({ id }) => id) }] : []))
  replica.attach(host)
  host.onEvent((event) => device.events.push(event))
  host.start()
  created.useRelays(relays.flatMap(({ multiaddrs }) => multiaddrs))
  const started = await created.start()
  if (!started.ok) throw new Error(started.error.type)
  devices.push(device)
  return device
}
const leave = async (device: Device): Promise<void> => {
  devices = devices.filter((each) => each !== device)
  device.host.stop()
  device.inbox?.stop()
  await device.net.stop()
}
const written = (count: number, word: string, log = chat): Writer => {
  const writer = writerIn(log, word, 'kept')
  writer.write(count)
  return writer
}
const top = (device: Device, writer: Writer): number => device.replica.holding(writer.feed).runs.at(-1)?.high ?? -1
/** How far a relay says it holds the feed durably. */
const relayed = (device: Device, relay: Ready, writer: Writer): number =>
  device.replica.has.get(`${relay.peer} ${writer.log.id} ${writer.feed}`)?.runs.at(-1)?.high ?? -1

const inboxKey = keyFrom('Jun’s inbox')
const inbox = bytesToId(inboxKey.publicKey) as InboxId
const ticket = digest('dure/test/v1', 'ticket').slice(0, 16) as Ticket
const openInbox = (device: Device, relays: readonly Ready[]): Uint8Array[] => {
  const letters: Uint8Array[] = []
  device.inbox = createInboxClient({
    net: device.net,
    clock,
    random: systemRandom,
    inbox: inboxKey.publicKey,
    sign: (domain, values) => signStatement(inboxKey, domain, values),
    registration: () => ({ version: 1, tickets: [ticketHash(inbox, ticket)] }),
    onLetter: (letter, _from, done) => {
      letters.push(letter)
      done(true)
    },
  })
  device.inbox.use(relays.map(({ peer }) => peer))
  return letters
}
const deposit = (device: Device, relay: Ready, letter: Uint8Array): Promise<Result<void, DepositError>> =>
  new Promise((resolve) => {
    depositLetter({ net: device.net, clock }, relay.peer, { inbox, ticket, letter }, resolve)
  })
const isRegistered = (device: Device): boolean =>
  device.inbox?.status().every(({ state }) => state === 'registered') ?? false

describe('two people who are never online together', () => {
  test('what Bora leaves at the relay Jun finds there, also after both processes were killed (R2)', async () => {
    const first = runRelay(join(folder, 'relay'))
    const relay = await first.ready
    const bora = await startDevice('Bora', [relay])
    const words = written(300, 'Bora')
    bora.replica.put(chat.id, words.run(0, 299))
    await expectSoon(() => relayed(bora, relay, words) === 299, 'the relay to hold all')
    await leave(bora)
    await first.kill('SIGKILL')
    const again = await runRelay(join(folder, 'relay'), relay.multiaddrs.slice(0, 1)).ready
    expect(again.peer).toBe(relay.peer)
    expect(again.multiaddrs).toEqual(relay.multiaddrs)
    const jun = await startDevice('Jun', [relay])
    await expectSoon(() => top(jun, words) === 299, 'Jun to hold all')
    expect(jun.replica.stored(words.feed).size).toBe(300)
  })

  test('killed again and again while Bora writes, the relay never loses what it said it holds (Y4)', async () => {
    const data = join(folder, 'relay')
    let current = runRelay(data)
    const relay = await current.ready
    const bora = await startDevice('Bora', [relay])
    const words = written(400, 'Bora')
    let said = -1
    let next = 0
    const write = (end: number): void => {
      if (next < end) bora.replica.put(chat.id, words.run(next, next++))
    }
    for (let round = 0; round < 4; round++) {
      await expectSoon(() => {
        write(round * 100 + 100)
        return relayed(bora, relay, words) >= round * 100 + 30
      }, 'the relay to hold some of it')
      await current.kill('SIGKILL')
      said = Math.max(said, relayed(bora, relay, words))
      const db = openDatabase(join(data, 'relay.sqlite'), (await import('./schema/index.ts')).relaySchema)
      if (!db.ok) throw new Error(db.error.type)
      const [row] = db.value.query<{ high: number }>('SELECT max(high) AS high FROM run').all()
      expect(row?.high).toBeGreaterThanOrEqual(said)
      expect(db.value.check()).toEqual([])
      db.value.close()
      current = runRelay(data, relay.multiaddrs.slice(0, 1))
      await current.ready
    }
    while (next < 400) write(400)
    await expectSoon(() => relayed(bora, relay, words) === 399, 'the relay to hold all')
    const jun = await startDevice('Jun', [relay])
    await expectSoon(() => top(jun, words) === 399, 'Jun to hold all')
  })

  test('while both are there the relay passes each message on at once (Y5)', async () => {
    const relay = await runRelay(join(folder, 'relay')).ready
    const bora = await startDevice('Bora', [relay])
    const jun = await startDevice('Jun', [relay])
    const [boras, juns] = [written(50, 'Bora'), written(50, 'Jun')]
    for (let seq = 0; seq < 50; seq++) {
      bora.replica.put(chat.id, boras.run(seq, seq))
      jun.replica.put(chat.id, juns.run(seq, seq))
    }
    await expectSoon(() => top(jun, boras) === 49 && top(bora, juns) === 49, 'both to hold both')
  })

  test('with two relays each holds all, and one that dies hides nothing (R5)', async () => {
    const [one, two] = [runRelay(join(folder, 'one')), runRelay(join(folder, 'two'))]
    const relays = [await one.ready, await two.ready] as const
    const bora = await startDevice('Bora', relays)
    const words = written(100, 'Bora')
    bora.replica.put(chat.id, words.run(0, 99))
    await expectSoon(() => relays.every((relay) => relayed(bora, relay, words) === 99), 'both relays to hold all')
    await one.kill('SIGKILL')
    const jun = await startDevice('Jun', relays)
    await expectSoon(() => top(jun, words) === 99, 'Jun to hold all')
  })

  test('a relay that lost its disk is filled again by whoever comes (E9)', async () => {
    const data = join(folder, 'relay')
    const first = runRelay(data)
    const relay = await first.ready
    const bora = await startDevice('Bora', [relay])
    const words = written(100, 'Bora')
    bora.replica.put(chat.id, words.run(0, 99))
    await expectSoon(() => relayed(bora, relay, words) === 99, 'the relay to hold all')
    await first.kill('SIGKILL')
    const key = readFileSync(join(data, 'relay.key'))
    rmSync(data, { recursive: true })
    mkdirSync(data)
    writeFileSync(join(data, 'relay.key'), key, { mode: 0o600 })
    const again = await runRelay(data, relay.multiaddrs.slice(0, 1)).ready
    expect(again.peer).toBe(relay.peer)
    const jun = await startDevice('Jun', [relay])
    await expectSoon(() => top(jun, words) === 99, 'Jun to hold all')
  })

  test('who cannot prove the read key gets nothing, whatever she asks for (Y2)', async () => {
    const relay = await runRelay(join(folder, 'relay')).ready
    const bora = await startDevice('Bora', [relay])
    const words = written(10, 'Bora')
    bora.replica.put(chat.id, words.run(0, 9))
    await expectSoon(() => relayed(bora, relay, words) === 9, 'the relay to hold all')
    const forged: TestLog = { ...chat, read: keyFrom('a guess') }
    const eve = await startDevice('Eve', [relay], [forged])
    await expectSoon(() => eve.events.some(({ type }) => type === 'session'), 'Eve to be turned away')
    await expectSoon(() => eve.events.some((event) => event.type === 'session' && event.change === 'closed'), 'the end')
    expect(top(eve, words)).toBe(-1)
  })
})

/** Whether this machine lets a test have a small disk of its own. */
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0

describe('a disk that is really full', () => {
  test.skipIf(!canMount)('the relay refuses with a reason, says so, and serves what it has', async () => {
    const data = join(folder, 'relay')
    mkdirSync(data)
    const script = `mount -t tmpfs -o size=800k tmpfs "$1" && exec "$2" "$3" relay --data "$1" --listen /ip4/127.0.0.1/tcp/0`
    const relay = await launch('unshare', ['-Urm', 'sh', '-c', script, 'sh', data, process.execPath, DURE]).ready
    const bora = await startDevice('Bora', [relay])
    const words = written(6400, 'Bora')
    for (let low = 0; low < 6400; low += 640) bora.replica.put(chat.id, words.run(low, low + 639))
    const refusal = (): HostEvent | undefined => bora.events.find(({ type }) => type === 'refused')
    await expectSoon(() => refusal() !== undefined, 'the relay to refuse')
    expect(refusal()).toMatchObject({ reason: 'StorageFull' })
    const health = await fetch(new URL('/health', relay.metrics ?? ''))
    expect([health.status, await health.json()]).toEqual([503, { ok: false, fault: 'StoreFull' }])
    const held = relayed(bora, relay, words)
    expect(held).toBeGreaterThan(0)
    await leave(bora)
    const jun = await startDevice('Jun', [relay])
    await expectSoon(() => top(jun, words) >= held, 'Jun to get what is there')
  })
})

describe('who means harm', () => {
  test('streams of noise, half frames and endless lengths end those streams, and the relay goes on', async () => {
    const relay = await runRelay(join(folder, 'relay')).ready
    const eve = await startDevice('Eve', [relay], [])
    await expectSoon(() => eve.net.peers().length > 0, 'Eve to be connected')
    const noise = [
      systemRandom(10),
      systemRandom(100_000),
      new Uint8Array(1 << 20),
      new Uint8Array(0),
      encode(['hello']),
    ]
    let closed = 0
    const speak = (protocol: string, frame: Uint8Array): void =>
      eve.net.open(relay.peer, protocol, (opened) => {
        if (!opened.ok) {
          closed++
          return
        }
        opened.value.listen({ frame: () => {}, drain: () => {}, close: () => closed++ })
        for (let i = 0; i < 3; i++) opened.value.send(frame)
      })
    for (const frame of noise) for (const protocol of [SYNC_PROTOCOL, INBOX_PROTOCOL]) speak(protocol, frame)
    await expectSoon(() => closed === noise.length * 2, 'every stream to be ended')
    const bora = await startDevice('Bora', [relay])
    const words = written(10, 'Bora')
    bora.replica.put(chat.id, words.run(0, 9))
    await expectSoon(() => relayed(bora, relay, words) === 9, 'the relay to hold all')
    expect(relay.pid).toBe(processes[0]?.child.pid)
  })

  test('what a client brings with changed bytes or of a feed that nobody admitted is not kept (E6)', async () => {
    const relay = await runRelay(join(folder, 'relay')).ready
    const words = written(20, 'Bora')
    const strange = writerIn({ ...chat, write: keyFrom('a guess') }, 'Eve')
    strange.write(5)
    const envelopeHead = (feed: Run['feed']) => (feed === words.feed ? words.ids.at(-1) : strange.ids.at(-1)) ?? NO_PREV
    // Her own program says that it holds these, and sends them.
    const good = words.run(0, 19)
    const changed = good.items.map((item, i) => (i === 7 ? { ...item, box: item.box.map((byte) => byte ^ 1) } : item))
    const runs: readonly Run[] = [{ ...good, items: changed }, strange.run(0, 4)]
    const eve = await startDevice('Eve', [relay], [chat], (honest) => ({
      ...honest,
      frontierDigest: () => sha256(utf8('something else')),
      frontier: (_log, done) =>
        done(
          runs.map(({ feed, items, prev }) => ({
            feed,
            runs: [{ low: 0, high: items.length - 1, below: prev, head: envelopeHead(feed) }],
            stoppedAt: null,
          })),
        ),
      read: (_log, feed, _low, _high, _bytes, _from, done) => done(runs.find((run) => run.feed === feed) ?? null),
    }))
    await expectSoon(() => (eve.host.status()[0]?.metrics.envelopesOut ?? 0) >= 25, 'Eve to have sent all')
    const bora = await startDevice('Bora', [relay])
    bora.replica.put(chat.id, good)
    await expectSoon(() => relayed(bora, relay, words) === 19, 'the relay to hold the true ones')
    const jun = await startDevice('Jun', [relay])
    await expectSoon(() => top(jun, words) === 19, 'Jun to hold all')
    expect(jun.replica.stored(words.feed).get(7)?.box).toEqual(good.items[7]?.box)
    expect(top(jun, strange)).toBe(-1)
  })
})

describe('letters (R3)', () => {
  test('a letter waits over a kill of the relay, reaches Jun when he comes, and is gone then', async () => {
    const data = join(folder, 'relay')
    const first = runRelay(data)
    const relay = await first.ready
    const jun = await startDevice('Jun', [relay])
    openInbox(jun, [relay])
    await expectSoon(() => isRegistered(jun), 'the inbox to be registered')
    await leave(jun)
    const bora = await startDevice('Bora', [relay])
    await expectSoon(() => bora.net.peers().length > 0, 'Bora to be connected')
    const letter = sha256(utf8('sealed'))
    expect(await deposit(bora, relay, letter)).toEqual({ ok: true, value: undefined })
    await first.kill('SIGKILL')
    const again = runRelay(data, relay.multiaddrs.slice(0, 1))
    await again.ready
    const back = await startDevice('Jun', [relay])
    const letters = openInbox(back, [relay])
    await expectSoon(() => letters.length === 1, 'the letter')
    expect(letters).toEqual([letter])
    await expectSoon(() => bora.net.peers().length > 0, 'Bora to be connected again')
    expect(await deposit(bora, relay, sha256(utf8('at once')))).toEqual({ ok: true, value: undefined })
    await expectSoon(() => letters.length === 2, 'the second letter, pushed')
    await leave(back)
    const third = await startDevice('Jun', [relay])
    const later = openInbox(third, [relay])
    await expectSoon(() => isRegistered(third), 'the inbox to be registered')
    expect(await deposit(bora, relay, sha256(utf8('third')))).toEqual({ ok: true, value: undefined })
    await expectSoon(() => later.length > 0, 'the third letter')
    expect(later).toEqual([sha256(utf8('third'))])
  })
})

describe('circuits (R1)', () => {
  test('two devices that listen nowhere reach each other through the relay, also after it was killed', async () => {
    const data = join(folder, 'relay')
    const first = runRelay(data)
    const relay = await first.ready
    const bora = await startDevice('Bora', [relay])
    const jun = await startDevice('Jun', [relay])
    const isReserved = ({ net }: Device): boolean => net.status().relays.some(({ state }) => state === 'reserved')
    await expectSoon(() => isReserved(bora) && isReserved(jun), 'both to be reachable')
    bora.net.want(jun.net.self, [])
    const meets = (): boolean => bora.net.peers().some(({ peer, path }) => peer === jun.net.self && path === 'relay')
    await expectSoon(meets, 'Bora to reach Jun')
    await first.kill('SIGKILL')
    await expectSoon(() => !meets() && !isReserved(jun), 'the loss to be noticed')
    await runRelay(data, relay.multiaddrs.slice(0, 1)).ready
    await expectSoon(() => isReserved(jun) && meets(), 'Bora to reach Jun again')
  })

  test('each part is off by its switch', async () => {
    const config = join(folder, 'small.yaml')
    writeFileSync(
      config,
      'circuits: {enabled: false}\nmailbox: {enabled: false}\ninbox: {enabled: false}\nmetrics: {enabled: false}\n',
    )
    const relay = await runRelay(join(folder, 'relay'), undefined, config).ready
    expect(relay.metrics).toBe(null)
    const bora = await startDevice('Bora', [relay])
    await expectSoon(() => bora.net.peers().length > 0, 'Bora to be connected')
    expect(await deposit(bora, relay, sha256(utf8('x')))).toMatchObject({
      ok: false,
      error: { type: 'ProtocolUnknown' },
    })
    expect(bora.net.status().relays.map(({ state }) => state)).not.toContain('reserved')
    expect(bora.host.status()).toEqual([])
  })
})

describe('starting and ending', () => {
  test('ready with its addresses and metrics; ends with 0 on SIGTERM, and keeps its key to itself', async () => {
    const data = join(folder, 'new', 'deep')
    const relay = runRelay(data, ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'])
    const ready = await relay.ready
    expect(ready).toMatchObject({ ready: true, pid: relay.child.pid })
    expect(ready.multiaddrs).toHaveLength(2)
    expect(statSync(join(data, 'relay.key')).mode & 0o777).toBe(0o600)
    const read = async (path: string): Promise<readonly [number, string]> => {
      const response = await fetch(new URL(path, ready.metrics ?? ''))
      return [response.status, await response.text()]
    }
    expect(await read('/health')).toEqual([200, '{"ok":true,"fault":null}\n'])
    const [, metrics] = await read('/metrics')
    expect(metrics).toContain('dure_relay_connections 0')
    expect(metrics).not.toContain(ready.peer)
    expect((await read('/relay.key'))[0]).toBe(404)
    expect((await fetch(ready.metrics ?? '', { method: 'POST', body: 'x' })).status).toBe(405)
    relay.child.kill('SIGTERM')
    expect((await relay.ended).code).toBe(0)
    expect(existsSync(join(data, 'relay.pid'))).toBe(false)
  })

  test('one process a folder: the second is told whose it is, and after a kill the folder is free', async () => {
    const data = join(folder, 'relay')
    const first = runRelay(data)
    const { pid } = await first.ready
    expect(await refusalOf(data)).toEqual({ type: 'FolderInUse', folder: data, pid })
    await first.kill('SIGKILL')
    await runRelay(data).ready
  })

  test('a port in use, for people or for metrics, is named', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve)
    })
    const address = taken.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const listen = `/ip4/127.0.0.1/tcp/${port}`
    const file = join(folder, 'metrics.yaml')
    writeFileSync(file, `metrics:\n  port: ${port}\n`)
    expect(await refusalOf(join(folder, 'one'), [listen])).toEqual({
      type: 'ListenFailed',
      address: listen,
      detail: 'EADDRINUSE',
    })
    const refusal = await refusalOf(join(folder, 'two'), undefined, file)
    expect(refusal).toMatchObject({ type: 'ConfigInvalid', file })
    expect(refusal).toMatchObject({
      detail: expect.stringContaining(`metrics: cannot listen on 127.0.0.1 port ${port} (EADDRINUSE)`) as string,
    })
    taken.close()
    // What was begun was ended again: both folders are free.
    await runRelay(join(folder, 'one')).ready
    await runRelay(join(folder, 'two')).ready
  })

  test('settings that cannot be, an address that is none and a file that is not there are named, before anything is made', async () => {
    const file = join(folder, 'bad.yaml')
    writeFileSync(file, 'mailbox:\n  totl: 1 GiB\n  perLog: lots\n')
    expect(await refusalOf(join(folder, 'one'), undefined, file)).toEqual({
      type: 'ConfigInvalid',
      file,
      detail:
        'mailbox.totl: there is no such key; did you mean mailbox.total?; mailbox.perLog: must be a number with its ' +
        'unit, such as 256 MiB, from 1 MiB to 1024 TiB',
    })
    const missing = join(folder, 'missing.yaml')
    expect(await refusalOf(join(folder, 'one'), undefined, missing)).toEqual({ type: 'FileMissing', file: missing })
    expect(existsSync(join(folder, 'one'))).toBe(false)
    expect(await refusalOf(join(folder, 'two'), ['/ip4/nonsense'])).toMatchObject({
      type: 'AddressInvalid',
      address: '/ip4/nonsense',
    })
    const ended = await runRelay(join(folder, 'three'), undefined, file).ended
    expect(ended.code).not.toBe(0)
    expect(ended.said).toContain('did you mean mailbox.total?')
  })

  test('relay.yaml in the data folder is read without being named', async () => {
    const data = join(folder, 'relay')
    mkdirSync(data)
    writeFileSync(join(data, 'relay.yaml'), 'metrics:\n  enabled: false\n')
    expect((await runRelay(data).ready).metrics).toBe(null)
  })

  test('a foreign, a newer and a damaged database, a lost and a broken key are named and left as they are', async () => {
    const made = await openRelay({ folder: join(folder, 'made'), listen: HERE, configFile: null, log: () => {} })
    if (!made.ok) throw new Error(made.error.type)
    await made.value.close()
    const whole = readFileSync(join(folder, 'made', 'relay.sqlite'))
    const key = readFileSync(join(folder, 'made', 'relay.key'))
    const attempt = async (
      name: string,
      database: Buffer | null,
      keyFile: Buffer | null,
    ): Promise<string | undefined> => {
      const data = join(folder, name)
      mkdirSync(data)
      if (database) writeFileSync(join(data, 'relay.sqlite'), database)
      if (keyFile) writeFileSync(join(data, 'relay.key'), keyFile)
      const refusal = await refusalOf(data)
      expect(database === null || readFileSync(join(data, 'relay.sqlite')).equals(database)).toBe(true)
      expect(keyFile === null || readFileSync(join(data, 'relay.key')).equals(keyFile)).toBe(true)
      return refusal?.type
    }
    const withNumber = (at: number, value: number): Buffer => {
      const changed = Buffer.from(whole)
      changed.writeUInt32BE(value, at)
      return changed
    }
    // In SQLite's header user_version is at 60, application_id at 68.
    expect(await attempt('foreign', withNumber(68, 1234), key)).toBe('DatabaseForeign')
    expect(await attempt('newer', withNumber(60, 99), key)).toBe('DatabaseNewer')
    const damaged = Buffer.concat([Buffer.from('not a database'), whole.subarray(14)])
    expect(await attempt('damaged', damaged, key)).toBe('DatabaseDamaged')
    expect(await attempt('keyless', whole, null)).toBe('KeysMissing')
    expect(await attempt('broken', null, Buffer.from('nonsense\n'))).toBe('KeysUnreadable')
    const oneLetter = Buffer.from(key)
    oneLetter[5] = oneLetter[5] === 0x61 ? 0x62 : 0x61
    expect(await attempt('one letter', whole, oneLetter)).toBe('KeysUnreadable')
  })

  test('a folder that cannot be written or is none is named', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    // Root may write anywhere but into what the kernel shows.
    const isRoot = process.getuid?.() === 0
    const locked = isRoot ? '/sys' : join(folder, 'locked')
    if (!isRoot) mkdirSync(locked, { mode: 0o500 })
    expect(await refusalOf(file)).toEqual({ type: 'FolderUnusable', folder: file })
    expect((await refusalOf(join(locked, 'relay')))?.type).toBe('FolderReadOnly')
  })
})

const HERE = ['/ip4/127.0.0.1/tcp/0']

/** Why a relay does not start in this process; one that does is ended again. */
const refusalOf = async (
  data: string,
  listen: readonly string[] = HERE,
  configFile: string | null = null,
): Promise<RelayRefusal | null> => {
  const opened = await openRelay({ folder: data, listen, configFile, log: () => {} })
  if (!opened.ok) return opened.error
  await opened.value.close()
  return null
}
