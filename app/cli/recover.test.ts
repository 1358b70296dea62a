import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openNode } from './node.ts'
import type { RunningNode } from './parts.ts'
import { openRelay } from './relay-part.ts'

/** Longest wait for what must come: a slow machine is not a wrong answer. Milliseconds. */
const DEADLINE_MS = 60_000

const must = <T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error))
  return outcome.value
}

const until = async (isSo: () => boolean, what: string): Promise<void> => {
  const end = performance.now() + DEADLINE_MS
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`never came: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('an account whose only computer is lost comes back by its words from a relay, with contacts and chats (I7)', async () => {
  const here = mkdtempSync(join(tmpdir(), 'dure-recover-'))
  const closing: (() => Promise<void>)[] = [() => Promise.resolve(rmSync(here, { recursive: true, force: true }))]
  onTestFinished(async () => {
    for (const close of closing.toReversed()) await close()
  })
  const log = (): void => {}
  mkdirSync(join(here, 'relay'))
  const relay = must(
    await openRelay({ folder: join(here, 'relay'), listen: ['/ip4/127.0.0.1/tcp/0'], configFile: null, log }),
  )
  closing.push(() => relay.close())
  const [address = ''] = relay.multiaddrs
  const start = async (name: string): Promise<RunningNode> => {
    const network = { listen: [], relays: [], mdns: false }
    const counters = join(here, `${name}-starts`)
    const node = must(await openNode({ folder: join(here, name), mayMake: true, network, log, counters }))
    await node.startNetwork()
    return node
  }
  const jun = await start('jun')
  closing.push(() => jun.close())
  must(await Promise.resolve(jun.messenger.account.create({ name: 'Jun' })))
  must(jun.messenger.network.setRelays({ relays: [address] }))
  const bora = await start('bora')
  must(bora.messenger.account.create({ name: 'Bora' }))
  must(bora.messenger.network.setRelays({ relays: [address] }))
  const { words } = must(bora.messenger.account.recoveryWords({ language: 'ko' }))
  const { space } = must(bora.messenger.contact.add({ link: must(jun.messenger.contact.card({ once: true })).link }))
  must(bora.messenger.chat.send({ space, text: '김치를 나눌까요?' }))
  const textsAt = ({ messenger }: RunningNode): string[] => {
    const page = messenger.chat.page({ space, limit: 50 })
    return page.ok ? page.value.messages.map(({ text }) => text) : []
  }
  await until(() => textsAt(jun).length === 1, 'the message')
  await until(() => {
    const page = must(bora.messenger.chat.page({ space, limit: 1 }))
    return page.messages[0]?.delivery !== 'saved'
  }, 'the relay')
  await bora.close()

  const fresh = await start('fresh')
  closing.push(() => fresh.close())
  must(fresh.messenger.account.recover({ words: words.join(' '), relays: [address] }))
  await until(() => fresh.messenger.account.get()?.stopped === null, 'the account')
  expect(fresh.messenger.account.get()).toMatchObject({ name: 'Bora' })
  await until(() => textsAt(fresh).length === 1, 'what was said')
  must(fresh.messenger.chat.send({ space, text: '돌아왔어요' }))
  await until(() => textsAt(jun).includes('돌아왔어요'), 'what she says now')
  expect(jun.messenger.contact.list()).toMatchObject([{ name: 'Bora' }])
}, 180_000)
