import { describe, expect, onTestFinished, test } from 'vitest'
import { createVillage } from '#core/adapters/libp2p/testing.ts'
import { decodeSecrets } from '#core/identity/index.ts'
import { openNode } from '#core/node/index.ts'
import { value } from '#core/node/testing.ts'
import { memoryVault, systemRandom } from './node.ts'
import { clock, install, linkTo, until } from './linking.ts'
import type { Installation } from './linking.ts'

const textsIn = ({ node }: Installation, space: string): string[] => {
  const page = node.chat.page({ space, limit: 100 })
  return page.ok ? page.value.messages.map(({ text }) => text) : []
}

/** Bora, with a name, at home; Jun, whom she wrote to. */
async function story() {
  const [bora, jun] = [install('laptop'), install('phone of Jun')]
  value(bora.node.account.create({ name: 'Bora' }))
  value(jun.node.account.create({ name: 'Jun' }))
  await until(() => jun.node.network.status().listen.length > 0, 'Jun listens')
  await until(() => bora.node.network.status().listen.length > 0, 'Bora listens')
  const { space } = value(bora.node.contact.add({ link: value(jun.node.contact.card({ once: true })).link }))
  value(bora.node.chat.send({ space, text: '김치를 나눌까요?' }))
  await until(() => textsIn(jun, space).length === 1, 'the first message')
  return { bora, jun, space }
}

describe('linking a second device (I3)', () => {
  test('both show the same digits; history, contacts, names and settings arrive, and both go on as one person', async () => {
    const { bora, jun, space } = await story()
    value(bora.node.contact.rename({ account: jun.node.account.get()?.account ?? '', name: '준이' }))
    const desk = install('desk')
    const device = await linkTo(bora, desk)
    expect(desk.node.account.get()).toMatchObject({
      account: bora.node.account.get()?.account,
      device,
      name: 'Bora',
      words: 'elsewhere',
    })
    await until(() => textsIn(desk, space).length === 1, 'history')
    expect(desk.node.contact.list()).toMatchObject([{ name: '준이', ownName: 'Jun' }])
    value(desk.node.chat.send({ space, text: 'from the desk' }))
    await until(() => textsIn(jun, space).length === 2, 'what the desk said')
    await until(() => textsIn(bora, space).length === 2, 'the same on the laptop')
    expect(jun.node.contact.list()).toHaveLength(1)
    value(jun.node.chat.send({ space, text: '좋아요' }))
    await until(() => textsIn(desk, space).length === 3, 'the answer')
    const names = (at: Installation) => value(at.node.device.list()).map(({ name, current }) => [name, current])
    expect(names(bora)).toEqual([
      ['laptop', true],
      ['desk', false],
    ])
    await until(() => names(desk).length === 2, 'the list')
    value(desk.node.device.rename({ device, name: 'the big one' }))
    await until(() => names(bora).some(([name]) => name === 'the big one'), 'the new name')
  }, 120_000)

  test('the new device has no root, and the certifier’s key only if its person said so', async () => {
    const { bora } = await story()
    const vaults = [memoryVault(), memoryVault()]
    const [plain, trusted] = vaults.map((vault, i) => install(`device ${i}`, { vault }))
    if (!plain || !trusted) throw new Error('two')
    await linkTo(bora, plain)
    await linkTo(bora, trusted, true)
    const secretsOf = (vault: (typeof vaults)[number] | undefined) => {
      const loaded = vault?.load()
      const secrets = loaded?.ok && loaded.value ? decodeSecrets(loaded.value) : null
      if (!secrets?.ok) throw new Error('there are secrets')
      const { root, recovery, certifier } = secrets.value.account
      return { root, recovery, certifier: certifier.key !== null }
    }
    expect(secretsOf(vaults[0])).toEqual({ root: null, recovery: null, certifier: false })
    expect(secretsOf(vaults[1])).toEqual({ root: null, recovery: null, certifier: true })
    const { link } = value(await install('third').node.device.link({ relays: [] }))
    expect(await plain.node.device.approve({ link, certifier: false })).toEqual({
      ok: false,
      error: { type: 'CannotCertify' },
    })
  }, 120_000)

  test('wrong digits let nobody in, and after three tries all begins anew', async () => {
    const { bora } = await story()
    const desk = install('desk')
    const { link } = value(await desk.node.device.link({ relays: [] }))
    const { code } = value(await bora.node.device.approve({ link, certifier: false }))
    const wrong = code === '000000' ? '000001' : '000000'
    for (const left of [2, 1, 0])
      expect(await bora.node.device.confirm({ code: wrong })).toEqual({ ok: false, error: { type: 'CodeWrong', left } })
    expect(await bora.node.device.confirm({ code })).toEqual({ ok: false, error: { type: 'NothingToConfirm' } })
    await until(() => desk.node.device.linking().state === 'failed', 'the end on the other side')
    expect(desk.node.account.get()).toBeNull()
    expect(value(bora.node.device.list())).toHaveLength(1)
    await linkTo(bora, desk)
    expect(desk.node.account.get()?.name).toBe('Bora')
  }, 120_000)

  test('somebody on the way who puts her own link in its place is seen: the digits differ', async () => {
    const { bora } = await story()
    const [desk, eve] = [install('desk'), install('desk')]
    value(await desk.node.device.link({ relays: [] }))
    // What Bora pastes is Eve's link, who pretends to be the desk.
    const { link } = value(await eve.node.device.link({ relays: [] }))
    const { code } = value(await bora.node.device.approve({ link, certifier: false }))
    expect(desk.node.device.linking()).toMatchObject({ state: 'waiting', code: null })
    expect(eve.node.device.linking().code).toBe(code)
  }, 120_000)

  test('a link serves one: whoever comes second with it is not heard', async () => {
    const { bora, jun } = await story()
    const desk = install('desk')
    const { link } = value(await desk.node.device.link({ relays: [] }))
    const { code } = value(await bora.node.device.approve({ link, certifier: false }))
    expect(await jun.node.device.approve({ link, certifier: false })).toMatchObject({ ok: false })
    expect(value(await bora.node.device.confirm({ code })).device).toBe(desk.node.account.get()?.device)
  }, 120_000)

  test('a new device that is killed while it takes over goes on with it when it starts again', async () => {
    const { bora, space } = await story()
    const vault = memoryVault()
    let saves = 0
    const killed = {
      ...vault,
      save: (secret: Parameters<typeof vault.save>[0]) => {
        // The first keeps the seed, the second what was handed over; then the power goes.
        if (++saves === 3) throw new Error('killed')
        return vault.save(secret)
      },
    }
    const desk = install('desk', { vault: killed })
    const { link } = value(await desk.node.device.link({ relays: [] }))
    const { code } = value(await bora.node.device.approve({ link, certifier: false }))
    const faults: unknown[] = []
    const heard = (fault: unknown): void => void faults.push(fault)
    process.on('uncaughtException', heard)
    const confirmed = await Promise.race([
      bora.node.device.confirm({ code }),
      until(() => saves === 3, 'the third').then(() => null),
    ])
    process.off('uncaughtException', heard)
    expect(confirmed === null || !confirmed.ok).toBe(true)
    desk.node.stop()
    const again = openNode({ ...desk.ports, vault })
    if (!again.ok) throw new Error(again.error.type)
    expect(again.value.account.get()).toMatchObject({ account: bora.node.account.get()?.account, stopped: null })
    expect(again.value.space.list().every((it) => it.space === space)).toBe(true)
    again.value.stop()
  }, 120_000)

  test('two that cannot reach each other are linked through a relay, which both use from then on', async () => {
    const village = createVillage(clock, systemRandom)
    onTestFinished(() => village.end())
    const relay = await village.relayNet('relay')
    const address = relay.status().listen[0] ?? ''
    const bora = install('laptop', {}, [])
    value(bora.node.account.create({ name: 'Bora' }))
    await until(() => bora.node.network.status().state === 'up', 'the network')
    value(bora.node.network.setRelays({ relays: [address] }))
    const desk = install('desk', {}, [])
    await linkTo(bora, desk, false, [address])
    expect(desk.node.account.get()?.name).toBe('Bora')
    await until(() => desk.node.network.status().relays.some((it) => it.address === address), 'the relay')
  }, 120_000)
})
