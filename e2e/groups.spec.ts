import { en } from '../app/renderer/words/en/index.ts'
import { ko } from '../app/renderer/words/ko/index.ts'
import { given } from './support/line.ts'
import { openScreen, type Screen } from './support/pages.ts'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

const { groups } = en

/** Two people become contacts. */
const meet = async (one: Person, other: Person): Promise<void> => {
  const space = await one.add(await other.card(true))
  await other.until(`${one.name} is a contact`, async () =>
    (await given(other.client.contact.list())).some(({ state }) => state === 'accepted'),
  )
  await one.until(`${other.name} has answered`, async () =>
    (await given(one.client.space.list())).some((each) => each.space === space && each.state === 'open'),
  )
}

/** Makes a group on the screen, with everybody that is named. */
const makeGroup = async ({ page, go }: Screen, title: string, members: readonly string[]): Promise<void> => {
  await go('chats')
  await page.getByRole('button', { name: en.chats.start }).click()
  await page.getByRole('menuitem', { name: groups.create }).click()
  await page.getByRole('textbox', { name: groups.title }).fill(title)
  for (const name of members) await page.getByRole('checkbox', { name }).check()
  await page.getByRole('button', { name: groups.createNow }).click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
}

const openChat = async ({ page, go }: Screen, title: string): Promise<void> => {
  await go('chats')
  await page.getByRole('link', { name: title }).click()
}

test('Bora makes a group, everybody chats, Jun becomes an admin, and Mina is removed and reads nothing new', async ({
  town,
  browser,
}) => {
  const [bora, jun, mina] = [town.person('Bora'), town.person('Jun'), town.person('Mina')]
  await Promise.all([bora.join({ listens: true }), jun.join({ listens: true }), mina.join({ listens: true })])
  await meet(bora, jun)
  await meet(bora, mina)
  const [hers, his, minas] = [
    await openScreen(browser, bora),
    await openScreen(browser, jun),
    await openScreen(browser, mina, { locale: 'ko-KR' }, ko),
  ]
  await makeGroup(hers, '북한산 Hikers', ['Jun', 'Mina'])
  await expect(hers.page.getByText(groups.lines.added(null, 'Jun'))).toBeVisible()

  await openChat(his, '북한산 Hikers')
  await expect(his.page.getByText(groups.lines.added('Bora', null))).toBeVisible()
  await his.write('When do we start?')
  await expect(hers.message('When do we start?')).toContainText('Jun')
  await openChat(minas, '북한산 Hikers')
  // Jun is no contact of hers, and has a name all the same.
  await expect(minas.message('When do we start?')).toContainText('Jun')
  await expect(minas.page.getByText(ko.groups.lines.added('Bora', null))).toBeVisible()
  await minas.write('여덟 시요')
  await his.expectMark('When do we start?', 'read')

  await his.message('When do we start?').hover()
  await his.page.getByRole('button', { name: en.chat.receipts }).click()
  const readers = his.page.getByRole('region', { name: en.chat.receiptOf.read })
  await expect(readers.getByRole('listitem')).toHaveText([/Bora/, /Mina/])
  await his.page.keyboard.press('Escape')

  await hers.page.getByRole('button', { name: groups.about }).click()
  await hers.page.getByRole('button', { name: groups.actionsFor('Jun') }).click()
  await hers.page.getByRole('menuitem', { name: groups.makeAdmin }).click()
  await expect(his.page.getByText(groups.lines.role.admin('Bora', null))).toBeVisible()

  await hers.page.getByRole('button', { name: groups.actionsFor('Mina') }).click()
  await hers.page.getByRole('menuitem', { name: groups.remove }).click()
  await hers.page.getByRole('button', { name: groups.removeNow }).click()
  await expect(minas.page.getByText(ko.groups.removed)).toBeVisible()
  await expect(minas.page.getByRole('textbox', { name: ko.chat.message })).toBeHidden()
  await expect(his.page.getByText(groups.lines.removed('Bora', 'Mina'))).toBeVisible()
  await his.write('Only the two of us now')
  await expect(hers.message('Only the two of us now')).toBeVisible()
  await his.expectMark('Only the two of us now', 'read')
  await expect(minas.message('여덟 시요')).toBeVisible()
  await expect(minas.message('Only the two of us now')).toHaveCount(0)
  for (const { faults } of [hers, his, minas]) expect(faults).toEqual([])
})

test('a link leads Mina into the group while nobody else is there; Bora’s computer lets her in when it comes back', async ({
  town,
  browser,
}) => {
  const relay = await town.relay()
  const [bora, mina] = [town.person('Bora'), town.person('Mina')]
  await Promise.all([bora.join({ relays: [relay] }), mina.join({ relays: [relay] })])
  const hers = await openScreen(browser, bora)
  await makeGroup(hers, 'Flat 4B', [])
  await hers.page.getByRole('button', { name: groups.about }).click()
  await hers.page.getByRole('button', { name: groups.makeLink }).click()
  await hers.page.getByRole('dialog').getByRole('button', { name: groups.makeLink }).click()
  const field = hers.page.getByRole('textbox', { name: groups.link })
  await expect(field).toHaveValue(/^dure:join#/)
  const link = await field.inputValue()
  await hers.page.context().close()
  await bora.stop()

  const minas = await openScreen(browser, mina)
  await minas.go('people')
  await minas.page.getByRole('textbox', { name: en.people.theirLink }).fill(link)
  await expect(minas.page.getByText(groups.joinTitle('Flat 4B'))).toBeVisible()
  await minas.page.getByRole('button', { name: groups.join, exact: true }).click()
  await expect(minas.page.getByText(groups.asking('Flat 4B'))).toBeVisible()

  await bora.start()
  await openChat(minas, 'Flat 4B')
  await expect(minas.page.getByText(groups.lines.joined('Bora', null))).toBeVisible()
  await minas.write('I have the keys')
  await bora.until('Mina’s words', async () => {
    const [space] = await given(bora.client.space.list())
    return space?.last?.text === 'I have the keys'
  })

  await minas.page.getByRole('button', { name: groups.about }).click()
  await minas.page.getByRole('button', { name: groups.leave }).click()
  await minas.page.getByRole('button', { name: groups.leaveNow }).click()
  await expect(minas.page.getByText(groups.left)).toBeVisible()
  expect(minas.faults).toEqual([])
})
