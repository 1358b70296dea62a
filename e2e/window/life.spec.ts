import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { given } from '../support/line.ts'
import type { Person } from '../support/person.ts'
import { root } from '../support/process.ts'
import { asked, expect, onlyOn, runtime, test, type WindowPerson } from './support.ts'

/** Kills the node's process as hard as a crash does. */
const killNode = (who: WindowPerson): void => {
  const pid = Number(/the node runs as (\d+)/.exec(who.said().split('the node ended').at(-1) ?? '')?.[1])
  expect(pid).toBeGreaterThan(0)
  process.kill(pid, 'SIGKILL')
}

/** The one chat that somebody has. */
const chatOf = async ({ client }: Person): Promise<string> => (await given(client.space.list()))[0]?.space ?? ''

/** A person with a chat of her own to write into: with somebody who is away. */
const withChat = async (bora: WindowPerson, link: string): Promise<void> => {
  await bora.start()
  await bora.begin('Bora')
  await bora.add(link)
  await expect(bora.page.getByRole('textbox', { name: bora.words.chat.message })).toBeVisible()
}

test('the node is killed: the window says so, heals, and nothing that was written is lost', async ({
  windowed,
  town,
}) => {
  const jun = town.person('Jun')
  await jun.join()
  const bora = windowed('Bora')
  await withChat(bora, await jun.card(true))
  await bora.write('before')
  await bora.expectMark('before', 'saved')
  const field = bora.page.getByRole('textbox', { name: bora.words.chat.message })
  await field.fill('half a thought')
  killNode(bora)
  await expect.poll(() => bora.said()).toContain('the node ended')
  await expect(bora.page.getByText(bora.words.connection.lost)).toBeHidden()
  await expect(field).toHaveValue('half a thought')
  await field.press('Enter')
  await bora.expectMark('half a thought', 'saved')
  await expect(bora.message('before')).toBeVisible()
})

test('the page is loaded anew, and crashes: it gets a new line to the same node', async ({ windowed, town }) => {
  const jun = town.person('Jun')
  await jun.join()
  const bora = windowed('Bora')
  await withChat(bora, await jun.card(true))
  await bora.write('before')
  await bora.expectMark('before', 'saved')
  await bora.page.reload()
  await expect(bora.message('before')).toBeVisible()
  await bora.write('after')
  await bora.expectMark('after', 'saved')
  await bora.app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer())
  const shown = (): Promise<string> =>
    bora.app
      .evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.executeJavaScript('document.body.innerText'))
      .then(String, () => '')
  await expect.poll(() => bora.said()).toContain('page')
  await expect.poll(shown).toContain('Jun')
  expect(bora.said()).not.toContain('the node ended')
})

test('closing the window keeps the node awake, which is said once; quitting ends it', async ({ windowed, town }) => {
  const jun = town.person('Jun')
  await jun.join({ listens: true })
  const bora = windowed('Bora')
  await withChat(bora, await jun.card(true))
  const close = () => bora.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const isVisible = () => bora.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await bora.write('hello')
  await bora.expectMark('hello', 'delivered')
  await close()
  await expect.poll(isVisible).toBe(false)
  // A window that nobody sees reads nothing.
  await expect.poll(() => bora.page.evaluate(() => document.visibilityState)).toBe('hidden')
  if (runtime.kind === 'double') expect(await asked(bora.app, 'Notification.show')).toHaveLength(1)
  const space = await chatOf(jun)
  await jun.say(space, 'are you there?')
  await jun.knows(space, 'are you there?', 'delivered')
  await bora.app.evaluate(({ app }) => void app.emit('activate'))
  await expect.poll(isVisible).toBe(true)
  await jun.knows(space, 'are you there?', 'read')
  await close()
  if (runtime.kind === 'double')
    expect((await asked(bora.app, 'Notification.show')).filter(([title]) => title === 'Dure stays awake')).toHaveLength(
      1,
    )
  const child = bora.app.process()
  await bora.quit()
  expect(child.exitCode).toBe(0)
  expect(readdirSync(bora.folder)).not.toContain('dure.sqlite-wal')
})

test('a link that a second instance was started by reaches the first, and only stands in its field', async ({
  windowed,
  town,
}) => {
  const jun = town.person('Jun')
  await jun.join()
  const link = await jun.card(true)
  const bora = windowed('Bora')
  await bora.start()
  await bora.begin('Bora')
  const second = spawn(runtime.path, [root, `--data=${bora.folder}`, link], {
    env: { ...process.env, ...bora.env },
    stdio: 'ignore',
  })
  expect(await new Promise((resolve) => second.on('exit', resolve))).toBe(0)
  await expect(bora.page.getByRole('textbox', { name: bora.words.people.theirLink })).toHaveValue(link)
  await bora.go('chats')
  await expect(bora.page.getByRole('link', { name: /Jun/ })).toHaveCount(0)
})

test('what Jun writes while Bora looks elsewhere is told, and a click opens the chat', async ({ windowed, town }) => {
  onlyOn('double', 'nobody can press a notification of the system')
  const jun = town.person('Jun')
  await jun.join({ listens: true })
  const bora = windowed('Bora')
  await withChat(bora, await jun.card(true))
  await bora.write('hello')
  await bora.expectMark('hello', 'delivered')
  await bora.go('settings')
  await jun.say(await chatOf(jun), 'lunch?')
  await expect.poll(() => asked(bora.app, 'Notification.show')).toEqual([['Jun', 'lunch?']])
  await bora.app.evaluate((electron) => {
    const { double } = electron as unknown as { double: { notifications: { emit(name: string): void }[] } }
    double.notifications[0]?.emit('click')
  })
  await expect(bora.message('lunch?')).toBeVisible()
  await expect.poll(() => asked(bora.app, 'Notification.close')).toHaveLength(1)
})
