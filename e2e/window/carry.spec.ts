import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './support.ts'

test('what Bora’s window saves to a file Jun reads, and what he sends back by hand her window takes', async ({
  windowed,
  town,
}) => {
  const jun = town.person('Jun')
  await jun.join({ listens: true })
  const bora = windowed('Bora')
  await bora.start()
  await bora.begin('Bora')
  await bora.add(await jun.card(true))
  await bora.write('hello')
  await bora.expectMark('hello', 'delivered')
  await jun.stop()

  await bora.write('by hand')
  await bora.expectMark('by hand', 'saved')
  await bora.go('network')
  const { network, refusals } = bora.words
  await bora.page.getByRole('button', { name: network.export }).click()
  await expect(bora.page.getByText(network.exported)).toBeVisible()
  const downloads = join(bora.env['HOME'] ?? '', 'Downloads')
  const saved = (): string[] => (existsSync(downloads) ? readdirSync(downloads) : [])
  await expect.poll(saved).toHaveLength(1)
  const there = join(downloads, saved()[0] ?? '')
  await bora.quit()

  expect((await jun.run('import', there)).printed).toMatch(/^\d+ envelopes: [1-9]\d* new, 0 refused\n$/)
  await jun.start({ listens: false })
  const space = (await jun.client.space.list().then((all) => (all.ok ? all.value : [])))[0]?.space ?? ''
  await jun.hears(space, 'by hand')
  await jun.say(space, 'it came')
  await jun.stop()
  const back = join(town.place, 'back.bundle')
  expect((await jun.run('export', back)).code).toBe(0)
  const foreign = join(town.place, 'holiday.jpg')
  await writeFile(foreign, 'no bundle at all')

  await bora.start()
  await bora.go('network')
  const field = bora.page.getByLabel(network.import).and(bora.page.locator('input'))
  await field.setInputFiles(foreign)
  await expect(bora.page.getByRole('alert')).toHaveText(refusals.BundleMalformed)
  await field.setInputFiles(back)
  await expect(bora.page.getByText(/^[1-9]\d* new of \d+\.$/)).toBeVisible()
  await bora.go('chats')
  await bora.page.getByRole('link', { name: /Jun/ }).click()
  await expect(bora.message('it came')).toBeVisible()
  await bora.expectMark('by hand', 'delivered')
})
