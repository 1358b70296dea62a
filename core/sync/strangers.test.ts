import { describe, expect, test } from 'vitest'
import { signStatement } from '#core/crypto/index.ts'
import { openRaw, RAW_SALT, rawHello } from '#core/test/sync/raw.ts'
import { createVillage, heldOf } from '#core/test/sync/village.ts'
import type { Villager } from '#core/test/sync/village.ts'
import { testLog, writerIn } from '#core/test/sync/writer.ts'
import type { TestLog } from '#core/test/sync/writer.ts'
import type { PeerId } from '#core/net/index.ts'
import { shortDigest, idToBytes } from '#core/proof/index.ts'
import { READ_PROOF, readProofValues } from './proof.ts'

const prove = (log: TestLog, nonce: Uint8Array, verifier: PeerId, prover: PeerId) => ({
  type: 'prove' as const,
  keys: log.keys,
  sig: signStatement(log.read, READ_PROOF, readProofValues(log.id, { nonce, verifier, prover })),
})

/** A member and a mailbox with something in the log, and a stranger connected to both. */
const setting = () => {
  const village = createVillage()
  const { world, log, settle } = village
  const [bora, relay] = [settle('Bora'), settle('Relay', { role: 'mailbox' })]
  const b = writerIn(log, 'Bora')
  b.write(20)
  bora.replica.put(log.id, b.run(0, 19))
  world.connect(bora.net, relay.net)
  const stranger = world.join('Stranger')
  world.connect(stranger, bora.net)
  world.connect(stranger, relay.net)
  world.run(1000)
  bora.replica.share((peer) => [{ space: peer === relay.peer ? null : village.space, logs: [log.id] }])
  return { ...village, bora, relay, b, stranger }
}

describe('a stranger', () => {
  test('learns nothing from a member who does not know her, nor from a mailbox, but that they are there (Y2)', () => {
    const { world, bora, relay, stranger, log } = setting()
    bora.replica.share(() => [])
    for (const victim of [bora, relay]) {
      const raw = openRaw(world, stranger, victim.peer)
      const digest = shortDigest(RAW_SALT, idToBytes(log.id))
      raw.say(rawHello(), { type: 'share', spaces: [{ space: digest, frontier: digest }] })
      // She guesses the log, and even claims feeds.
      raw.say({ type: 'digest', log: digest, digest })
      raw.say({ type: 'frontier', log: digest, isLast: true, feeds: [] })
      raw.say({ type: 'frontier', log: 0, isLast: true, feeds: [] })
      world.run(5000)
      expect(raw.heard.map(({ type }) => type)).toEqual(['hello', 'share'])
      expect(raw.of('share')[0]?.spaces).toEqual([])
      expect(raw.ends).toEqual([])
    }
  })

  test('who puts envelopes into a log that she may not read puts nothing anywhere (Y2)', () => {
    const { world, bora, stranger, b, log } = setting()
    bora.replica.share(() => [])
    b.write(1)
    const before = heldOf(bora, log.id)
    const raw = openRaw(world, stranger, bora.peer)
    const run = b.run(20, 20)
    const name = { log: shortDigest(RAW_SALT, idToBytes(log.id)), feed: b.feed }
    raw.say(rawHello(), { type: 'entries', runs: [{ name, low: 20, prev: run.prev, items: run.items }] })
    world.run(1000)
    expect(heldOf(bora, log.id)).toEqual(before)
    expect(raw.ends).toEqual([])
  })

  test('with the read key gets what it opens, from a member and from a mailbox (R2)', () => {
    for (const role of ['member', 'mailbox'] as const) {
      const { world, bora, relay, stranger, log } = setting()
      if (role === 'member') bora.replica.share(() => [])
      const victim = role === 'member' ? bora : relay
      const raw = openRaw(world, stranger, victim.peer)
      raw.say(rawHello())
      world.run(100)
      const salt = raw.of('hello')[0]?.salt ?? new Uint8Array()
      raw.say(prove(log, salt, victim.peer, stranger.self))
      raw.say({ type: 'frontier', log: 0, isLast: true, feeds: [] })
      world.run(1000)
      expect(raw.of('entries').flatMap(({ runs }) => runs.flatMap(({ items }) => items))).toHaveLength(20)
    }
  })

  test('who repeats a proof she overheard, or made one for somebody else, is let go and refused (Y2, Y8)', () => {
    const { world, bora, relay, stranger, log } = setting()
    const proofs = (salt: Uint8Array) => [
      prove(log, RAW_SALT, relay.peer, stranger.self),
      prove(log, salt, bora.peer, stranger.self),
      prove(log, salt, relay.peer, bora.peer),
      { ...prove(log, salt, relay.peer, stranger.self), keys: testLog('another').keys },
    ]
    for (let i = 0; i < 4; i++) {
      const raw = openRaw(world, stranger, relay.peer)
      raw.say(rawHello())
      world.run(100)
      const proof = proofs(raw.of('hello')[0]?.salt ?? new Uint8Array())[i]
      if (proof) raw.say(proof)
      world.run(100)
      expect(raw.of('bye').map(({ reason }) => reason)).toEqual(['BadProof'])
      expect(raw.ends).toEqual([null])
      const again = openRaw(world, stranger, relay.peer)
      world.run(100)
      expect(again.ends).toEqual(['Reset'])
      world.run(3_600_000)
    }
    const untils = relay.events.flatMap((event) => (event.type === 'misbehaved' ? [event.reason] : []))
    expect(untils).toEqual(['BadProof', 'BadProof', 'BadProof', 'BadProof'])
  })
})

describe('who may know', () => {
  const rangesHeld = (villager: Villager, log: TestLog) => Object.values(heldOf(villager, log.id))

  test('a device that is not known yet proves what it can read, and is told (Y2)', () => {
    const { world, log, settle, space } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    bora.replica.share(() => [])
    const [b, j] = [writerIn(log, 'Bora'), writerIn(log, 'Jun')]
    b.write(3)
    j.write(4)
    bora.replica.put(log.id, b.run(0, 2))
    jun.replica.put(log.id, j.run(0, 3))
    jun.replica.share(() => [{ space, logs: [log.id] }])
    world.connect(bora.net, jun.net)
    world.run(5000)
    expect(heldOf(bora, log.id)).toEqual(heldOf(jun, log.id))
    expect(rangesHeld(bora, log)).toHaveLength(2)
  })

  test('a log that one of them does not know yet is exchanged as soon as she does (Y2)', () => {
    const { world, log, settle, space } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    const next = testLog('the next epoch')
    bora.replica.addLog(next, space)
    bora.replica.share(() => [{ space, logs: [next.id, log.id] }])
    const [b, j] = [writerIn(next, 'Bora'), writerIn(next, 'Jun')]
    b.write(5)
    j.write(2)
    bora.replica.put(next.id, b.run(0, 4))
    world.connect(bora.net, jun.net)
    world.run(5000)
    expect(heldOf(jun, next.id)).toEqual({})
    jun.replica.addLog(next, space)
    jun.replica.put(next.id, j.run(0, 1))
    jun.replica.share(() => [{ space, logs: [next.id, log.id] }])
    jun.host.sharingChanged()
    world.run(1000)
    expect(heldOf(jun, next.id)).toEqual(heldOf(bora, next.id))
    expect(rangesHeld(jun, next)).toHaveLength(2)
  })

  test('a new space, or a new log in one, is taken up by the session that stands (Y2)', () => {
    const { world, log, settle, space } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    world.connect(bora.net, jun.net)
    world.run(1000)
    const [epoch, other] = [testLog('the next epoch'), testLog('another space')]
    const otherSpace = other.id
    const written = [epoch, other].map((each) => {
      const writer = writerIn(each, `Bora in ${each.id}`)
      writer.write(3)
      return writer
    })
    for (const [i, one] of [bora, jun].entries()) {
      one.replica.addLog(epoch, space)
      one.replica.addLog(other, otherSpace)
      one.replica.share(() => [
        { space, logs: [epoch.id, log.id] },
        { space: otherSpace, logs: [other.id] },
      ])
      for (const writer of i === 0 ? written : []) one.replica.put(writer.log.id, writer.run(0, 2))
      one.host.sharingChanged()
      world.run(i === 0 ? 500 : 5000)
    }
    for (const each of [epoch, other]) expect(rangesHeld(jun, each)).toEqual([[[0, 2]]])
    expect(jun.events.filter((event) => event.type === 'session' && event.change === 'opened')).toHaveLength(1)
  })

  test('what is no longer shared is no longer sent (S6)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun] = [settle('Bora'), settle('Jun')]
    world.connect(bora.net, jun.net)
    world.run(1000)
    bora.replica.share(() => [])
    bora.host.sharingChanged()
    const b = writerIn(log, 'Bora')
    b.write(1)
    bora.replica.put(log.id, b.run(0, 0))
    world.run(5000)
    expect(heldOf(jun, log.id)).toEqual({})
  })

  test('two who were never online together meet in the mailbox, which holds what it cannot read (R2)', () => {
    const { world, log, settle } = createVillage()
    const [bora, jun, relay] = [settle('Bora'), settle('Jun'), settle('Relay', { role: 'mailbox' })]
    const [b, j] = [writerIn(log, 'Bora'), writerIn(log, 'Jun')]
    b.write(700)
    j.write(3)
    bora.replica.put(log.id, b.run(0, 699))
    jun.replica.put(log.id, j.run(0, 2))
    const first = world.connect(bora.net, relay.net)
    world.run(5000)
    first.cut()
    const second = world.connect(jun.net, relay.net)
    world.run(5000)
    expect(rangesHeld(jun, log)).toHaveLength(2)
    second.cut()
    world.connect(bora.net, relay.net)
    world.run(5000)
    for (const each of [bora, relay]) expect(heldOf(each, log.id)).toEqual(heldOf(jun, log.id))
    expect(bora.session(relay)).toMatchObject({ role: 'mailbox', phase: 'live', metrics: { duplicates: 0 } })
  })

  test('a mailbox that takes no more says so, is not sent the rest, and gets it when there is room again (R2)', () => {
    const { world, log, settle } = createVillage()
    const bora = settle('Bora')
    let isFull = true
    const relay = settle('Relay', { role: 'mailbox', refuse: () => (isFull ? { type: 'QuotaFull' } : null) })
    const b = writerIn(log, 'Bora', 'kept')
    b.write(20_000)
    bora.replica.put(log.id, b.run(0, 19_999))
    world.connect(bora.net, relay.net, { window: 10_000 })
    world.run(10_000)
    expect(bora.events.filter(({ type }) => type === 'refused')).toEqual([
      { type: 'refused', peer: relay.peer, log: log.id, reason: 'QuotaFull' },
    ])
    expect(bora.session(relay)?.metrics.envelopesOut).toBeLessThan(5000)
    expect(bora.session(relay)).toMatchObject({ phase: 'live', toSend: 0 })
    isFull = false
    relay.host.sharingChanged()
    world.run(10_000)
    expect(heldOf(relay, log.id)).toEqual({ [b.feed]: [[0, 19_999]] })
    expect(bora.host.status()).toHaveLength(1)
  })
})
