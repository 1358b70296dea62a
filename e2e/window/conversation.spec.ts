import { expect, test } from './support.ts'

test('Bora and Jun, each in a window, meet by a link and chat; what they wrote is there after a restart', async ({
  windowed,
}) => {
  const [bora, jun] = [windowed('Bora'), windowed('Jun')]
  await Promise.all([bora.start(), jun.start()])
  await Promise.all([bora.begin('Bora'), jun.begin('Jun')])
  await jun.add(await bora.link())
  await expect(jun.page.getByRole('heading', { level: 1, name: 'Bora' })).toBeVisible()
  await jun.write('May I write to you?')
  await bora.go('people')
  await bora.page.getByRole('button', { name: bora.words.people.accept }).click()
  await expect(bora.message('May I write to you?')).toBeVisible()
  await jun.expectMark('May I write to you?', 'read')
  await bora.write('Of course!')
  await expect(jun.message('Of course!')).toBeVisible()
  await bora.quit()
  await bora.start()
  await bora.page.getByRole('link', { name: /Jun/ }).click()
  await expect(bora.message('Of course!')).toBeVisible()
})
