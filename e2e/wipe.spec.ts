import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { given } from './support/line.ts'
import { expect, test } from './support/test.ts'

const countersOf = (env: Readonly<Record<string, string>>): readonly string[] =>
  readdirSync(join(env['XDG_CONFIG_HOME'] ?? '', 'dure/starts')).filter((name) => !name.includes('.lock'))

test('Bora wipes her computer: nothing of her is left on it, her photo is, and the same node begins anew', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'soon gone here')
  await jun.hears(space, 'soon gone here')
  writeFileSync(join(bora.folder, 'photo.jpg'), 'hers')
  expect(await bora.client.node.wipe({ name: 'Jun' })).toEqual({ ok: false, error: { type: 'NameDiffers' } })
  expect(countersOf(bora.env)).toHaveLength(1)
  await given(bora.client.node.wipe({ name: 'Bora' }))
  await expect.poll(() => countersOf(bora.env)).toEqual([])

  // A node that was killed in the middle of it finishes it at its next start: here there is nothing left to do.
  await expect.poll(() => existsSync(join(bora.folder, 'wiping'))).toBe(false)
  await bora.kill()
  await bora.start()
  expect(await given(bora.client.account.get())).toBeNull()
  expect(await bora.client.node.wipe({ name: '' })).toEqual({ ok: false, error: { type: 'NoAccount' } })
  await given(bora.client.account.create({ name: 'Bora, again' }))
  expect(await given(bora.client.space.list())).toEqual([])
  expect(existsSync(join(bora.folder, 'photo.jpg'))).toBe(true)
  // What Jun has is his.
  expect((await jun.chat(space)).map(({ text }) => text)).toEqual(['soon gone here'])
})
