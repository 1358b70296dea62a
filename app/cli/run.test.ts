import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { commands } from '#app/contract/commands.ts'
import { fail, ok } from '#core/proof/result.ts'
import { createDouble, idOf } from '#app/service/test-double.ts'
import { openerOf } from './browser.ts'
import { defaultFolder } from '#app/service/folders.ts'
import type { Examination, NodeOptions, NodePart, Parts, StartRefusal } from './parts.ts'
import { run, type World } from './run.ts'
import { startSentence } from './start.ts'
import type { Terminal } from './terminal.ts'

interface Stage {
  readonly world: World
  readonly printed: string[]
  readonly logged: string[]
  readonly complained: string[]
  /** What happened to nodes and relays, in order. */
  readonly happened: string[]
  readonly opened: NodeOptions[]
  end(): void
}

interface Cast {
  readonly refusal?: StartRefusal
  readonly examination?: Examination
  readonly hasAccount?: boolean
}

const stage = ({ refusal, examination, hasAccount = true }: Cast = {}): Stage => {
  const printed: string[] = []
  const logged: string[] = []
  const complained: string[] = []
  const happened: string[] = []
  const opened: NodeOptions[] = []
  let end = (): void => {}
  const ended = new Promise<string>((resolve) => (end = () => resolve('SIGTERM')))
  const terminal: Terminal = {
    print: (line) => void printed.push(line),
    log: (line) => void logged.push(line),
    complain: (line) => void complained.push(line),
    ended,
  }
  const double = createDouble()
  if (hasAccount) double.messenger.account.create({ name: 'Bora' })
  double.said(double.meet('Jun').space, 'hello', 1, 'saved')
  const note = (what: string): Promise<void> => Promise.resolve(void happened.push(what))
  const node: NodePart = {
    openNode: (options) => {
      opened.push(options)
      if (refusal !== undefined) return Promise.resolve(fail(refusal))
      const { messenger } = double
      const running = {
        messenger,
        peer: 'me',
        startNetwork: () => note('network'),
        beginWipe: () => ok(undefined),
        backup: () => fail({ type: 'NoAccount' }),
        beginRestore: () => Promise.resolve(ok(undefined)),
        close: () => note('node closed'),
      }
      return Promise.resolve(ok(running))
    },
    isBackup: () => Promise.resolve(false),
    examine: () => Promise.resolve(ok(examination ?? { checked: { envelopes: 3 }, findings: [], rebuilt: [] })),
  }
  const parts: Parts = {
    node: () => Promise.resolve(node),
    relay: () =>
      Promise.resolve({
        openRelay: (options) => {
          happened.push(JSON.stringify({ listen: options.listen, config: options.configFile }))
          const relay = { peer: 'r', multiaddrs: ['/ip4/127.0.0.1/tcp/1'], metrics: null }
          return Promise.resolve(
            refusal === undefined ? ok({ ...relay, close: () => note('relay closed') }) : fail(refusal),
          )
        },
      }),
  }
  const around = { platform: 'linux', env: {}, home: '/home/bora' } as const
  const world = { parts, terminal, around, version: '1.2.3', pages: '/nowhere' }
  return { world, printed, logged, complained, happened, opened, end }
}

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'dure-cli-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ready {
  readonly ready: true
  readonly pid: number
  readonly url: string
  readonly rpc: string
  readonly token: string
  readonly peer: string
}

/** Serves until `during` is done; gives the exit code. */
const served = async (
  there: Stage,
  words: string[],
  during: (ready: Ready) => Promise<void> | void,
): Promise<number> => {
  const code = run(['serve', '--data', folder, ...words], there.world)
  await expect.poll(() => there.printed.length).toBe(1)
  await during(JSON.parse(there.printed[0] ?? '') as Ready) // as docs/api.md says
  there.end()
  return code
}

describe('dure serve', () => {
  test('says in one line where it is as soon as it answers, and brings up the network after that', async () => {
    const there = stage()
    const code = await served(there, [], async (ready) => {
      expect(Object.keys(ready)).toEqual(['ready', 'pid', 'url', 'rpc', 'token', 'peer'])
      expect(ready).toMatchObject({ ready: true, pid: process.pid, peer: 'me' })
      expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[a-z2-7]{52}$/)
      expect(ready.rpc).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/rpc$/)
      expect(ready.url.endsWith(ready.token)).toBe(true)
      await expect.poll(() => there.happened).toEqual(['network'])
    })
    expect(code).toBe(0)
    expect(there.happened).toEqual(['network', 'node closed'])
  })

  test('answers the contract to whoever has the token from that line', async () => {
    await served(stage(), [], async ({ rpc, token }) => {
      const socket = new WebSocket(`${rpc}?token=${token}`)
      const answer = new Promise((resolve) =>
        socket.on('message', (text: Buffer) => resolve(JSON.parse(text.toString()))),
      )
      socket.on('open', () => socket.send('{"jsonrpc":"2.0","id":1,"method":"account.get"}'))
      expect(await answer).toMatchObject({ id: 1, result: { name: 'Bora' } })
    })
  })

  test('never logs its token', async () => {
    const there = stage()
    let secret = ''
    await served(there, [], ({ token }) => void (secret = token))
    expect(there.logged.join('\n')).not.toContain(secret)
  })

  test('hands listen addresses, relays and mDNS on', async () => {
    const there = stage()
    const words = [
      '--listen',
      '/ip4/127.0.0.1/tcp/0',
      '--listen',
      '/ip4/127.0.0.1/tcp/1',
      '--relay',
      '/dns4/relay/tcp/2',
      '--no-mdns',
    ]
    await served(there, words, () => {})
    expect(there.opened[0]?.network).toEqual({
      listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/1'],
      relays: ['/dns4/relay/tcp/2'],
      mdns: false,
    })
  })

  test('refuses a port that is taken with a sentence, and closes what it had opened', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const address = holder.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const there = stage()
    expect(await run(['serve', '--data', folder, '--port', `${port}`], there.world)).toBe(1)
    expect(there.complained).toEqual([startSentence({ type: 'PortInUse', port })])
    expect(there.happened).toEqual(['node closed'])
    holder.close()
  })

  test.each<StartRefusal>([
    { type: 'FolderReadOnly', folder: '/data' },
    { type: 'FolderInUse', folder: '/data', pid: 12 },
    { type: 'DatabaseForeign', file: '/data/dure.db' },
    { type: 'DatabaseNewer', file: '/data/dure.db' },
    { type: 'DiskFull', folder: '/data' },
  ])('refuses to start with one helpful sentence and code 1: $type', async (refusal) => {
    const there = stage({ refusal })
    expect(await run(['serve', '--data', folder], there.world)).toBe(1)
    expect(there.printed).toEqual([])
    expect(there.complained).toEqual([startSentence(refusal)])
    expect(there.complained[0]).toContain('/data')
    expect(there.complained[0]).toMatch(/^[A-Z/][^\n]{20,}\.$/)
  })
})

describe('dure, without a command', () => {
  test('serves this user’s own folder to the local network, and tells the address where there is no display', async () => {
    const there = stage()
    const code = run([], there.world)
    await expect.poll(() => there.printed.length).toBe(2)
    expect(there.printed[1]).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#token=/)
    expect(there.opened[0]).toMatchObject({
      folder: '/home/bora/.local/share/dure',
      mayMake: true,
      network: { listen: ['/ip4/0.0.0.0/tcp/0'], relays: [], mdns: true },
    })
    there.end()
    expect(await code).toBe(0)
  })

  test.each([
    ['linux', { XDG_DATA_HOME: '/xdg' }, '/xdg/dure'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/bora/.local/share/dure'],
    ['darwin', {}, '/home/bora/Library/Application Support/Dure'],
  ] as const)('keeps things where %s wants them (%j)', (platform, env, expected) => {
    expect(defaultFolder({ platform, env, home: '/home/bora' })).toBe(expected)
  })

  test('opens the browser as each platform does', () => {
    const opener = (platform: NodeJS.Platform, env = {}) => openerOf({ platform, env, home: '/' }, 'U')?.[0]
    expect(opener('darwin')).toBe('open')
    expect(opener('win32')).toBe('rundll32')
    expect(opener('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe('xdg-open')
    expect(opener('linux', { DISPLAY: '' })).toBeUndefined()
  })
})

describe('dure relay', () => {
  test('says in one line where it is, and ends on a signal', async () => {
    const there = stage()
    const code = run(['relay', '--data', folder, '--listen', '/a', '--config', 'relay.yaml'], there.world)
    await expect.poll(() => there.printed.length).toBe(1)
    expect(JSON.parse(there.printed[0] ?? '')).toEqual({
      ready: true,
      pid: process.pid,
      peer: 'r',
      multiaddrs: ['/ip4/127.0.0.1/tcp/1'],
      metrics: null,
    })
    there.end()
    expect(await code).toBe(0)
    expect(there.happened).toEqual(['{"listen":["/a"],"config":"relay.yaml"}', 'relay closed'])
  })
})

describe('dure doctor', () => {
  test('ends with 0 where all is well', async () => {
    const there = stage()
    expect(await run(['doctor', '--data', folder], there.world)).toBe(0)
    expect(there.printed).toEqual(['checked 3 envelopes', 'Everything is well.'])
  })

  test('ends with 1 where something is wrong, and says what, for people and for programs', async () => {
    const examination = { checked: {}, findings: [{ type: 'ChainBroken', feed: 'f', seq: 3 }], rebuilt: [] }
    const [forPeople, forPrograms] = [stage({ examination }), stage({ examination })]
    expect(await run(['doctor', '--data', folder], forPeople.world)).toBe(1)
    expect(forPeople.printed[0]).toBe('wrong: {"type":"ChainBroken","feed":"f","seq":3}')
    expect(await run(['doctor', '--data', folder, '--json'], forPrograms.world)).toBe(1)
    expect(JSON.parse(forPrograms.printed.join(''))).toEqual({ well: false, ...examination })
  })
})

describe('dure export and dure import', () => {
  test('carry a bundle by way of a file, without a network', async () => {
    const there = stage()
    const file = join(folder, 'carried.bundle')
    expect(await run(['export', '--data', folder, file], there.world)).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('double\nhello\n')
    expect(there.opened[0]).toMatchObject({ mayMake: false, network: null })
    expect(await run(['import', '--data', folder, file], there.world)).toBe(0)
    expect(there.printed).toEqual([`13 bytes written to ${file}`, '1 envelopes: 0 new, 0 refused'])
    expect(there.happened).toEqual(['node closed', 'node closed'])
  })

  test('never overwrite a file, and leave none that is not whole', async () => {
    const there = stage()
    const file = join(folder, 'kept')
    writeFileSync(file, 'kept')
    expect(await run(['export', '--data', folder, file], there.world)).toBe(1)
    expect(readFileSync(file, 'utf8')).toBe('kept')
    const unreachable = join(folder, 'no/such/folder')
    expect(await run(['export', '--data', folder, unreachable], there.world)).toBe(1)
    expect(there.complained).toEqual([
      startSentence({ type: 'FileExists', file }),
      startSentence({ type: 'FileUnwritable', file: unreachable }),
    ])
    expect(existsSync(`${unreachable}.part`)).toBe(false)
  })

  test('say what is wrong with a space or a file', async () => {
    const there = stage()
    writeFileSync(join(folder, 'zip'), 'PK and more of that')
    const missing = join(folder, 'missing')
    expect(await run(['export', '--data', folder, '--space', idOf('none'), missing], there.world)).toBe(1)
    expect(await run(['import', '--data', folder, missing], there.world)).toBe(1)
    expect(await run(['import', '--data', folder, join(folder, 'zip')], there.world)).toBe(1)
    expect(there.complained).toEqual([
      'There is no such space in this data folder. Check --space.',
      startSentence({ type: 'FileMissing', file: missing }),
      'The file is no bundle of Dure, or is damaged. What came before the damage is kept.',
    ])
  })
})

describe('words that are not understood', () => {
  test.each([
    [['sevre'], 'There is no command `sevre`.'],
    [['--data', 'x'], '`--data` stands before a command.'],
    [['constructor'], 'There is no command `constructor`.'],
    [['serve'], '`--data DIR` is missing.'],
    [['serve', '--data'], '`--data` lacks what it should say.'],
    [['serve', '--data', ''], '`--data` is given an empty value.'],
    [['serve', '--data', 'x', '--data', 'y'], '`--data` is given twice.'],
    [['serve', '--data', 'x', '--colour'], 'There is no option `--colour`.'],
    [['serve', '--data', 'x', '--port', '70000'], '`--port 70000` is no port'],
    [['serve', '--data', 'x', '--port', '0x50'], '`--port 0x50` is no port'],
    [['serve', '--data', 'x', '--listen', 'nonsense'], '`--listen nonsense` is no address'],
    [['serve', '--data', 'x', '--listen', '/ip4/256.0.0.1/tcp/1'], '`--listen /ip4/256.0.0.1/tcp/1` is no address'],
    [['serve', '--data', 'x', '--relay', '/ip4/10.0.0.1/tcp/x'], '`--relay /ip4/10.0.0.1/tcp/x` is no address'],
    [['serve', '--data', 'x', '--relay', '/ip6/::1/udp/1'], '`--relay /ip6/::1/udp/1` is no address'],
    [['serve', '--data', 'x', '--open=yes'], "Option '--open' does not take an argument."],
    [['serve', '--data', 'x', 'more'], '`more` is more than `dure serve` takes.'],
    [['import', '--data', 'x'], 'FILE is missing.'],
    [['export', '--data', 'x', '--since', 'yesterday', 'f'], '`--since yesterday` is no time'],
  ])('%j', async (words, expected) => {
    const there = stage()
    expect(await run(words, there.world)).toBe(2)
    expect(there.complained[0]?.startsWith(expected) ? expected : there.complained[0]).toBe(expected)
    expect(there.printed).toEqual([])
    expect(there.opened).toEqual([])
  })
})

describe('help', () => {
  test('names every command and every option', async () => {
    const there = stage()
    expect(await run(['--help'], there.world)).toBe(0)
    for (const [name, { options }] of Object.entries(commands)) {
      expect(there.printed[0]).toContain(`\n  ${name} `)
      const alone = stage()
      expect(await run([name, '--help'], alone.world)).toBe(0)
      for (const option of Object.keys(options)) expect(alone.printed[0]).toContain(`--${option}`)
    }
  })

  test('tells the version', async () => {
    const there = stage()
    expect(await run(['--version'], there.world)).toBe(0)
    expect(there.printed).toEqual(['1.2.3'])
  })
})
