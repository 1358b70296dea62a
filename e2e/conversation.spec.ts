import { given } from './support/line.ts'
import { expect, test } from './support/test.ts'

test('Bora and Jun, with no relay at all, talk directly: delivered when it arrives, read when it is seen', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, '안녕, 준!')
  const heard = await jun.hears(space, '안녕, 준!')
  await bora.knows(space, '안녕, 준!', 'delivered')
  await jun.read(space, heard)
  await bora.knows(space, '안녕, 준!', 'read')
  const answer = await jun.say(space, 'Hello, Bora!')
  expect(await bora.hears(space, 'Hello, Bora!')).toBe(answer)
  await jun.knows(space, 'Hello, Bora!', 'delivered')
  expect((await bora.chat(space)).map(({ id }) => id)).toEqual((await jun.chat(space)).map(({ id }) => id))
  expect((await bora.stop()).code).toBe(0)
  expect((await jun.stop()).code).toBe(0)
})

test('a card for one person is accepted without asking, and serves nobody else once he has written to her (I6)', async ({
  town,
}) => {
  const [bora, jun, minji] = [town.person('Bora'), town.person('Jun'), town.person('Minji')]
  await Promise.all([bora.join(), jun.join({ listens: true }), minji.join()])
  const link = await jun.card(true)
  const space = await bora.add(link)
  await bora.until('Jun has accepted', async () => (await given(bora.client.contact.list()))[0]?.state === 'accepted')
  expect(await given(jun.client.contact.requests())).toEqual([])
  expect(await given(jun.client.contact.list())).toMatchObject([{ name: 'Bora', state: 'accepted', space }])
  await jun.say(space, '반가워요, 보라')

  const second = await minji.add(link)
  await minji.say(second, '저도 왔어요')
  await jun.until('the second is kept away or asks', async () => {
    const { sessions } = await given(minji.client.sync.status())
    return sessions.length > 0 || (await given(jun.client.network.status())).peers.length >= 2
  })
  expect((await given(jun.client.contact.list())).map(({ name }) => name)).toEqual(['Bora'])
  expect(await jun.chat(second)).toEqual([])
})

test('whoever comes with an ordinary card waits as a request, shows nothing until accepted, and then everything', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card())
  await bora.say(space, 'before')
  await jun.until('Bora asks', async () => (await given(jun.client.contact.requests())).length === 1)
  expect(await given(jun.client.contact.requests())).toMatchObject([{ account: await bora.account(), name: 'Bora' }])
  expect(await given(jun.client.space.list())).toEqual([])
  expect(await jun.chat(space)).toEqual([])
  expect(await given(bora.client.space.list())).toMatchObject([{ space, state: 'asked', title: 'Jun' }])
  expect((await bora.chat(space))[0]).toMatchObject({ delivery: 'saved' })

  await jun.stop()
  await jun.start()
  expect(await given(jun.client.contact.requests())).toMatchObject([{ name: 'Bora' }])
  const accepted = await given(jun.client.contact.accept({ account: await bora.account() }))
  expect(accepted.space).toBe(space)
  await jun.hears(space, 'before')
  await bora.knows(space, 'before', 'delivered')
  expect(await given(bora.client.space.list())).toMatchObject([{ space, state: 'open' }])
})

test('whoever is declined is not told, does not ask twice, and nothing of hers is shown', async ({ town }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const link = await jun.card()
  const space = await bora.add(link)
  await bora.say(space, 'hello?')
  const account = await bora.account()
  await jun.until('Bora asks', async () => (await given(jun.client.contact.requests())).length === 1)
  await given(jun.client.contact.decline({ account }))
  expect(await given(jun.client.contact.requests())).toEqual([])
  expect(await bora.add(link)).toBe(space)
  await bora.stop()
  await bora.start()
  await jun.until('Bora is connected again', async () => {
    return (await given(jun.client.network.status())).peers.some(({ peer }) => peer === bora.ready.peer)
  })
  expect(await given(jun.client.contact.requests())).toEqual([])
  expect(await given(jun.client.contact.list())).toEqual([])
  expect(await given(bora.client.space.list())).toMatchObject([{ space, state: 'asked' }])
})

test('two who add each other at the same moment have one chat, accepted on both sides (S9)', async ({ town }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join({ listens: true })])
  const [boras, juns] = await Promise.all([bora.card(), jun.card()])
  const [one, other] = await Promise.all([bora.add(juns), jun.add(boras)])
  expect(one).toBe(other)
  await Promise.all([bora.say(one, 'from Bora'), jun.say(one, 'from Jun')])
  await Promise.all([bora.hears(one, 'from Jun'), jun.hears(one, 'from Bora')])
  await Promise.all([bora.knows(one, 'from Bora', 'delivered'), jun.knows(one, 'from Jun', 'delivered')])
  for (const who of [bora, jun]) {
    expect(await given(who.client.contact.requests())).toEqual([])
    expect(await given(who.client.contact.list())).toMatchObject([{ state: 'accepted', space: one }])
    expect(await given(who.client.space.list())).toHaveLength(1)
  }
  expect(await bora.chat(one)).toEqual(await jun.chat(one))
})

test('Bora’s name, changed, reaches Jun; the name that Jun gives her stays his', async ({ town }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  await bora.add(await jun.card(true))
  const shown = async () => (await given(jun.client.contact.list())).map(({ name, ownName }) => [name, ownName])
  await jun.until('Bora is there', async () => (await shown()).length === 1)
  await given(bora.client.account.setProfile({ name: '김보라' }))
  await jun.until('the new name', async () => (await shown())[0]?.[0] === '김보라')
  await given(jun.client.contact.rename({ account: await bora.account(), name: '우리 보라' }))
  expect(await shown()).toEqual([['우리 보라', '김보라']])
  const number = (await given(jun.client.contact.safetyNumber({ account: await bora.account() }))).number
  expect(number.replaceAll(' ', '')).toMatch(/^\d{60}$/)
  expect(await given(bora.client.contact.safetyNumber({ account: await jun.account() }))).toEqual({ number })
})
