import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, expect, type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { en } from '../../app/renderer/words/en/index.ts'
import type { Words } from '../../app/renderer/words/index.ts'
import { root } from '../support/process.ts'
import { test as base } from '../support/test.ts'
import { chooseRuntime } from './runtime.ts'

export { expect } from '@playwright/test'

/** What runs the app: chosen before Playwright looks for the program. */
export const runtime = chooseRuntime()

/** What the double wrote down of the desktop. */
interface DoubleDesktop {
  readonly calls: readonly { readonly api: string; readonly args: readonly unknown[] }[]
}

/** What was asked of the desktop under a name, by its arguments. Only the double writes it down. */
export const asked = (app: ElectronApplication, api: string): Promise<(readonly unknown[])[]> =>
  app.evaluate(
    (electron, name) =>
      (electron as unknown as { readonly double: DoubleDesktop }).double.calls
        .filter((call) => call.api === name)
        .map(({ args }) => JSON.parse(JSON.stringify(args)) as readonly unknown[]),
    api,
  )

/** Skips what only the double can be looked into for, or what only Electron can prove, and says why. */
export const onlyOn = (kind: typeof runtime.kind, why: string): void => {
  if (runtime.kind === kind) return
  const reason = `needs ${kind === 'double' ? 'the stand-in' : 'Electron itself'}: ${why}`
  process.stdout.write(`skipped, ${reason}\n`)
  test.skip(true, reason)
}

export interface WindowLife {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A person who uses the window: a computer of her own, and the app on it. */
export interface WindowPerson {
  readonly folder: string
  /** The variables that make this computer another one. */
  readonly env: Readonly<Record<string, string>>
  /** Starts the app and waits for its page. */
  start(life?: WindowLife): Promise<void>
  readonly app: ElectronApplication
  readonly page: Page
  readonly words: Words
  /** Writes her name and begins. */
  begin(name: string): Promise<void>
  go(place: 'chats' | 'people' | 'network' | 'settings'): Promise<void>
  /** A link to her that serves one person, once it says where she is reached. */
  link(): Promise<string>
  add(link: string): Promise<void>
  write(text: string): Promise<void>
  message(text: string): Locator
  /** Waits until one's own message shows this mark. */
  expectMark(text: string, mark: 'saved' | 'relayed' | 'delivered' | 'read'): Promise<void>
  /** Answers the next dialog with its first button (0) or another. */
  answer(button: number): Promise<void>
  /** What the app said in its terminal. */
  said(): string
  quit(): Promise<void>
}

const open = async (place: string, folder: string, life: WindowLife, own: Readonly<Record<string, string>>) => {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  return _electron.launch({
    args: ['.', `--data=${folder}`, '--listen=/ip4/127.0.0.1/tcp/0', '--no-mdns', ...(life.args ?? [])],
    cwd: root,
    env: { ...(inherited as Record<string, string>), ...own, ...life.env },
    artifactsDir: join(place, 'artifacts'),
  })
}

/** A person whose computer lives below `place`. */
const windowPerson = (place: string): WindowPerson & { end(): Promise<void> } => {
  const folder = join(place, 'data')
  const own = {
    HOME: place,
    XDG_CONFIG_HOME: join(place, 'config'),
    XDG_DATA_HOME: join(place, 'share'),
    TMPDIR: join(place, 'tmp'),
    LANG: 'en_US.UTF-8',
  }
  mkdirSync(own.TMPDIR, { recursive: true })
  let app: ElectronApplication | null = null
  let page: Page | null = null
  let said = ''
  const there = <T>(what: T | null): T => {
    if (what === null) throw new Error('the app does not run')
    return what
  }
  const rail = (): Locator => there(page).getByRole('navigation', { name: en.rail.label })
  const person: WindowPerson & { end(): Promise<void> } = {
    folder,
    env: own,
    words: en,
    get app() {
      return there(app)
    },
    get page() {
      return there(page)
    },
    start: async (life = {}) => {
      app = await open(place, folder, life, own)
      const take = (bytes: Buffer): void => void (said += bytes.toString())
      app.process().stderr?.on('data', take)
      app.process().stdout?.on('data', take)
      page = await app.firstWindow()
      await page.locator('#root > *').first().waitFor()
    },
    begin: async (name) => {
      const { onboarding } = en
      await person.page.getByRole('textbox', { name: onboarding.name }).fill(name)
      await person.page.getByRole('button', { name: onboarding.start }).click()
      await expect(rail()).toBeVisible()
    },
    go: (where) => rail().getByRole('link', { name: en.rail[where] }).click(),
    link: async () => {
      await person.go('network')
      const mine = person.page.getByRole('textbox', { name: en.network.mine })
      await expect(mine.first()).toHaveValue(/tcp/)
      await person.go('people')
      const field = person.page.getByRole('textbox', { name: en.people.myLink, exact: true })
      await expect(field).toHaveValue(/^dure:contact#/)
      return field.inputValue()
    },
    add: async (link) => {
      await person.go('people')
      await person.page.getByRole('textbox', { name: en.people.theirLink }).fill(link)
      // Who it leads to is said first, and moves the button.
      await expect(person.page.getByText(en.people.leadsTo('').trim())).toBeVisible()
      await person.page.getByRole('button', { name: en.people.addThem, exact: true }).click()
    },
    write: async (text) => {
      const field = person.page.getByRole('textbox', { name: en.chat.message })
      await field.fill(text)
      await field.press('Enter')
    },
    message: (text) => person.page.getByRole('article').filter({ hasText: text }),
    expectMark: (text, mark) => expect(person.message(text)).toContainText(en.delivery[mark]),
    answer: (button) =>
      person.app.evaluate((electron, response) => {
        const { double } = electron as unknown as { double: { answers: object[] } }
        double.answers.push({ response })
      }, button),
    said: () => said,
    quit: async () => {
      await there(app).close()
      app = null
      page = null
    },
    end: async () => {
      const child = app?.process()
      if (child === undefined || child.exitCode !== null) return
      await app?.close().catch(() => {})
    },
  }
  return person
}

/** Stories with the window. */
export const test = base.extend<{ windowed: (name: string) => WindowPerson }>({
  windowed: async ({ town }, use, info) => {
    const people: (WindowPerson & { end(): Promise<void> })[] = []
    await use((name) => {
      const made = windowPerson(join(town.place, `window-${name}-${people.length}`))
      people.push(made)
      return made
    })
    await Promise.all(people.map((each) => each.end()))
    const said = people.map((each) => each.said()).join('\n---\n')
    if (info.status !== info.expectedStatus) await writeFile(info.outputPath('window.log'), said)
    if (said.includes('fault in')) throw new Error(`a fault in Dure itself:\n${said}`)
  },
})
