import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { given } from './support/line.ts'
import type { Person } from './support/person.ts'
import type { Relay } from './support/relay.ts'
import { expect, test } from './support/test.ts'

/** Waits until this node is reachable through the relay. */
const isReserved = (who: Person, relay: Relay): Promise<void> =>
  who.until('the relay reserves a place', async () =>
    (await given(who.client.network.status())).relays.some(
      ({ peer, state }) => peer === relay.peer && state === 'reserved',
    ),
  )

/** Two people who know each other over a relay, both online. Gives their chat. */
const meet = async (one: Person, other: Person, relay: Relay): Promise<string> => {
  await Promise.all([one.join({ relays: [relay] }), other.join({ relays: [relay] })])
  const space = await one.add(await other.card(true))
  await one.say(space, 'the first')
  await other.hears(space, 'the first')
  return space
}

test('Bora and Jun are never online together: what one leaves at the relay the other finds, and knows how far it came', async ({
  town,
}) => {
  const relay = await town.relay()
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]

  // Jun is there once, so that the relay knows his inbox; his card travels on paper.
  await jun.join({ relays: [relay] })
  await relay.hasDone('register', 1)
  const card = await jun.card(true)
  await relay.hasDone('register', 2)
  await jun.stop()

  await bora.join({ relays: [relay] })
  const space = await bora.add(card)
  await bora.say(space, '먼저 인사할게요')
  await bora.knows(space, '먼저 인사할게요', 'relayed')
  await bora.stop()

  await jun.start()
  const heard = await jun.hears(space, '먼저 인사할게요')
  await jun.read(space, heard)
  await jun.say(space, '반가워요!')
  await jun.knows(space, '반가워요!', 'relayed')
  await jun.stop()

  await bora.start()
  await bora.hears(space, '반가워요!')
  await bora.knows(space, '먼저 인사할게요', 'read')
  expect(await given(bora.client.space.list())).toMatchObject([{ state: 'open', unread: 1 }])
  await bora.stop()

  await jun.start()
  await jun.knows(space, '반가워요!', 'delivered')
})

test('who fetches a message and goes without reading it has let the other know that it was delivered', async ({
  town,
}) => {
  const relay = await town.relay()
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await meet(bora, jun, relay)
  await jun.stop()
  await bora.say(space, 'while you are away')
  await bora.knows(space, 'while you are away', 'relayed')
  await bora.stop()
  await jun.start()
  await jun.hears(space, 'while you are away')
  await jun.stop()
  await bora.start()
  await bora.knows(space, 'while you are away', 'delivered')
})

test('two nodes that listen on nothing talk through the relay’s circuit', async ({ town }) => {
  const config = join(town.place, 'relay.yaml')
  writeFileSync(config, 'mailbox: {enabled: false}\n')
  const relay = await town.relay(config)
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ relays: [relay] }), jun.join({ relays: [relay] })])
  await Promise.all([isReserved(bora, relay), isReserved(jun, relay)])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'through the relay')
  await jun.hears(space, 'through the relay')
  await bora.knows(space, 'through the relay', 'delivered')
  const { peers } = await given(bora.client.network.status())
  expect(peers.find(({ peer }) => peer === jun.ready.peer)?.path).toBe('relay')
})

test('the relay is killed and comes back: nobody has to do anything', async ({ town }) => {
  const relay = await town.relay()
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await meet(bora, jun, relay)
  await relay.kill()
  await bora.say(space, 'the relay is gone')
  await bora.until('the loss is seen', async () =>
    (await given(bora.client.network.status())).relays.every(({ state }) => state === 'connecting'),
  )
  expect((await bora.chat(space)).at(-1)).toMatchObject({ delivery: 'saved' })
  await relay.start()
  await jun.hears(space, 'the relay is gone')
  await bora.knows(space, 'the relay is gone', 'delivered')
})

test('the relay dies while Jun is away; Bora names another, and Jun, told of it, finds everything there', async ({
  town,
}) => {
  const old = await town.relay()
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await meet(bora, jun, old)
  await old.kill()
  const fresh = await town.relay()
  await given(bora.client.network.setRelays({ relays: [fresh.address] }))
  await bora.say(space, 'meet me at the other one')
  await bora.knows(space, 'meet me at the other one', 'relayed')
  await bora.stop()
  await given(jun.client.network.setRelays({ relays: [fresh.address] }))
  await jun.hears(space, 'meet me at the other one')
  await jun.say(space, 'here I am')
  await jun.knows(space, 'here I am', 'relayed')
  await jun.stop()
  await bora.start({ relays: [] })
  await bora.hears(space, 'here I am')
  await bora.knows(space, 'meet me at the other one', 'delivered')
})
