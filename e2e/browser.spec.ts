import { expect, test } from '@playwright/test'
import { findBrowser, type Machine } from './browser.ts'

/** A machine on which exactly these files exist. */
const machine = (files: readonly string[], more: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  env: { PATH: '/home/jun/bin' },
  isRoot: false,
  exists: (path) => files.includes(path.replaceAll('\\', '/')),
  downloaded: () => '/home/jun/.cache/ms-playwright/chrome',
  run: (program) => {
    throw new Error(`${program} must not run here`)
  },
  ...more,
})

test('the browser that a person named is used, before any other', () => {
  const files = ['/home/jun/chrome', '/usr/bin/chromium']
  expect(findBrowser(machine(files, { env: { DURE_BROWSER: '/home/jun/chrome' } }))).toBe('/home/jun/chrome')
  expect(() => findBrowser(machine(['/usr/bin/chromium'], { env: { DURE_BROWSER: '/no' } }))).toThrow('/no')
})

test('an installed browser is found where each system puts it, before Playwright’s own', () => {
  expect(findBrowser(machine(['/usr/bin/google-chrome', '/home/jun/.cache/ms-playwright/chrome']))).toBe(
    '/usr/bin/google-chrome',
  )
  expect(findBrowser(machine(['/home/jun/.cache/ms-playwright/chrome']))).toBe('/home/jun/.cache/ms-playwright/chrome')
  const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'
  expect(findBrowser(machine([edge], { platform: 'darwin' }))).toBe(edge)
  const chrome = 'C:/Program Files/Google/Chrome/Application/chrome.exe'
  const windows = machine([chrome], { platform: 'win32', env: { PROGRAMFILES: 'C:/Program Files' } })
  expect(findBrowser(windows)).toBe(chrome)
})

test('on Debian as root, and only there, a missing browser is installed with a font that draws Korean', () => {
  const files = ['/etc/debian_version']
  const ran: string[] = []
  const run = (program: string, args: readonly string[]): void => {
    ran.push([program, ...args].join(' '))
    if (args[0] === 'install') files.push('/usr/bin/chromium')
  }
  expect(() => findBrowser(machine(files))).toThrow('install Chrome, Chromium or Edge')
  expect(findBrowser(machine(files, { isRoot: true, run }))).toBe('/usr/bin/chromium')
  expect(ran).toEqual(['apt-get update', 'apt-get install -y --no-install-recommends chromium fonts-noto-cjk'])
})

test('the browser that was found opens a page, and a font of this machine draws Korean', async ({ page }) => {
  await page.setContent('<p style="font: 40px sans-serif"><span id="a">두</span> <span id="b">레</span>')
  const [first, second] = await Promise.all([page.locator('#a').screenshot(), page.locator('#b').screenshot()])
  // Without such a font both are the same empty box.
  expect(first.equals(second)).toBe(false)
})
