import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fail, ok, type Result } from '#core/proof/result.ts'
import type { Surroundings } from '#app/service/folders.ts'
import type { NodePart, Parts, RunningNode, StartRefusal } from '../parts.ts'
import { offer } from '../serve.ts'
import type { Terminal } from '../terminal.ts'
import { folderOf, LOOPBACK, makeHistory, openPerson } from './history.ts'
import { haruComesAshore } from './meanwhile.ts'
import { names, type Role } from './story.ts'
import { openWindows } from './windows.ts'

export interface DemoOptions {
  /** Where it is kept, and taken up again if it is there; null: a folder that is gone afterwards. */
  readonly keep: string | null
  /** Whether to open windows. */
  readonly open: boolean
  /** The built pages. */
  readonly pages: string
  readonly version: string
}

/** Those whose pages are shown. The third is away. */
const SHOWN: readonly Role[] = ['bora', 'jun']

/** Runs a relay and people with weeks of history until a signal ends it. All of it on this computer, and in one folder. */
export const demo = async (
  options: DemoOptions,
  parts: Parts,
  terminal: Terminal,
  around: Surroundings,
): Promise<Result<void, StartRefusal>> => {
  const place = options.keep === null ? mkdtempSync(join(tmpdir(), 'dure-demo-')) : resolve(options.keep)
  const endings: (() => Promise<void> | void)[] = []
  if (options.keep === null) endings.push(() => rmSync(place, { recursive: true, force: true, maxRetries: 3 }))
  try {
    return await play(place, options, parts, terminal, around, endings)
  } finally {
    for (const end of endings.toReversed()) await end()
  }
}

const play = async (
  place: string,
  options: DemoOptions,
  parts: Parts,
  terminal: Terminal,
  around: Surroundings,
  endings: (() => Promise<void> | void)[],
): Promise<Result<void, StartRefusal>> => {
  const [nodePart, relayPart] = [await parts.node(), await parts.relay()]
  const log = (line: string): void => terminal.log(line)
  const isNew = !existsSync(folderOf(place, 'haru'))
  if (isNew) {
    log('three people talk for some weeks; this takes a few seconds…')
    await makeHistory(nodePart, place, Date.now(), () => {})
  }
  const relay = await relayPart.openRelay({
    folder: join(place, 'relay'),
    listen: [LOOPBACK],
    configFile: null,
    log: () => {},
  })
  if (!relay.ok) return relay
  endings.push(() => relay.value.close())
  const network = { listen: [LOOPBACK], relays: relay.value.multiaddrs, mdns: false }
  const people = await gather(nodePart, place, network, isNew, endings)
  const pages: { who: Role; url: string; rpc: string; token: string; once: () => string }[] = []
  for (const [who, running] of people) {
    const { service, web } = await offer(running, { ...options, port: 0 }, terminal)
    endings.push(() => service.close())
    if (!web.ok) return fail(web.error)
    endings.push(() => web.value.close())
    const shown = web.value
    pages.push({ who, url: shown.url, rpc: shown.rpc, token: shown.token, once: () => shown.onceUrl() })
  }
  announce(place, relay.value.multiaddrs, pages, terminal)
  if (options.open) {
    const windows = await openWindows(around, place, pages)
    endings.push(() => windows.close())
    if (windows.areOpen) log('two windows stand side by side; Ctrl-C ends it all')
    else for (const { who, url } of pages) log(`${names[who]}: ${url}`)
  }
  log(`ending (${await terminal.ended})`)
  return ok(undefined)
}

/** Jun first, then Haru for a moment, then Bora: what comes late, and who asks, comes from real nodes and a real relay. */
const gather = async (
  part: NodePart,
  place: string,
  network: { readonly listen: readonly string[]; readonly relays: readonly string[]; readonly mdns: boolean },
  isNew: boolean,
  endings: (() => Promise<void>)[] | (() => Promise<void> | void)[],
): Promise<readonly (readonly [Role, RunningNode])[]> => {
  const log = (): void => {}
  const open = async (who: Role): Promise<RunningNode> => {
    const running = await openPerson(part, place, who, { network, log })
    endings.push(() => running.close())
    await running.startNetwork()
    return running
  }
  const jun = await open('jun')
  if (isNew) await haruComesAshore(part, place, jun, network, log)
  const bora = await open('bora')
  const running = { bora, jun }
  return SHOWN.map((who) => [who, who === 'jun' ? running.jun : running.bora])
}

const announce = (
  place: string,
  relay: readonly string[],
  pages: readonly { readonly who: Role; readonly url: string; readonly rpc: string; readonly token: string }[],
  terminal: Terminal,
): void => {
  const people = pages.map(({ who, url, rpc, token }) => ({ name: names[who], url, rpc, token }))
  terminal.print(JSON.stringify({ ready: true, pid: process.pid, folder: place, relay, people }))
}
