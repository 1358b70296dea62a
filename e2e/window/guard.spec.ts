import { asked, expect, onlyOn, test } from './support.ts'

test('the page can go nowhere else, open nothing, and run nothing that is not its own', async ({ windowed }) => {
  const bora = windowed('Bora')
  await bora.start()
  const { page, app } = bora
  const before = await page.evaluate(() => location.href)
  expect(await page.evaluate(() => window.open('https://example.invalid/') === null)).toBe(true)
  await page.evaluate(() => {
    location.href = 'https://example.invalid/leave'
  })
  await page.evaluate(() => {
    const link = document.createElement('a')
    Object.assign(link, { href: 'file:///etc/passwd' })
    document.body.append(link)
    link.click()
  })
  const refused = await page.evaluate(() => {
    const tried: string[] = []
    const attempt = (what: string, does: () => unknown): void => {
      try {
        does()
      } catch (error) {
        tried.push(`${what}: ${error instanceof Error ? error.name : ''}`)
      }
    }
    const text = 'globalThis.pwned = 1'
    attempt('script', () => Object.assign(document.createElement('script'), { text }))
    attempt('markup', () => Object.assign(document.createElement('div'), { innerHTML: '<img src=x onerror=pwned=1>' }))
    return tried
  })
  expect(refused).toEqual(['script: TypeError', 'markup: TypeError'])
  expect(
    await page.evaluate(() =>
      fetch('https://example.invalid/').then(String, (error: unknown) => (error instanceof Error ? error.name : '')),
    ),
  ).toBe('TypeError')
  expect(await page.evaluate(() => location.href)).toBe(before)
  expect(app.windows()).toHaveLength(1)
  const headers = await page.evaluate(async () => Object.fromEntries((await fetch('/')).headers))
  expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
})

test('camera, microphone, place and devices are refused; the camera alone is asked about', async ({ windowed }) => {
  onlyOn('double', 'a real dialog would wait for somebody to press a button')
  const bora = windowed('Bora')
  await bora.start()
  const media = (what: MediaStreamConstraints): Promise<string> =>
    bora.page.evaluate(
      (wanted) =>
        navigator.mediaDevices.getUserMedia(wanted).then(
          () => 'given',
          (error: unknown) => (error instanceof Error ? error.name : ''),
        ),
      what,
    )
  expect(await media({ audio: true })).toBe('NotAllowedError')
  expect(await media({ audio: true, video: true })).toBe('NotAllowedError')
  expect(await asked(bora.app, 'dialog.showMessageBox')).toEqual([])
  await bora.answer(1)
  expect(await media({ video: true })).toBe('NotAllowedError')
  await bora.answer(0)
  expect(await media({ video: true })).toBe('given')
  expect(await asked(bora.app, 'dialog.showMessageBox')).toHaveLength(2)
  const place = bora.page.evaluate(
    () =>
      new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          () => resolve('refused'),
        ),
      ),
  )
  expect(await place).toBe('refused')
})

test('an address that somebody wrote opens in the browser, but only after asking', async ({ windowed }) => {
  onlyOn('double', 'a real dialog would wait for somebody to press a button')
  const bora = windowed('Bora')
  await bora.start()
  const open = (address: string) => bora.page.evaluate((url) => void window.open(url), address)
  await bora.answer(1)
  await open('https://example.org/no')
  await expect.poll(() => asked(bora.app, 'dialog.showMessageBox')).toHaveLength(1)
  await bora.answer(0)
  await open('https://example.org/yes')
  for (const address of ['http://example.org/', 'file:///etc/passwd', 'javascript:1', 'https://a:b@example.org/'])
    await open(address)
  await expect.poll(() => asked(bora.app, 'shell.openExternal')).toEqual([['https://example.org/yes']])
  expect(await asked(bora.app, 'dialog.showMessageBox')).toHaveLength(2)
})

test('the preload gives the page its named methods, and nothing of Node or Electron', async ({ windowed }) => {
  const bora = windowed('Bora')
  await bora.start()
  const there = await bora.page.evaluate(() => ({
    methods: Object.keys(window.dure ?? {}).toSorted(),
    isFrozen: Object.isFrozen(window.dure),
    others: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window),
  }))
  expect(there).toEqual({
    methods: ['change', 'connect', 'dismiss', 'notify', 'onNode', 'onOpen', 'setManner', 'setUnread', 'settings'],
    isFrozen: true,
    others: [],
  })
  const refused = await bora.page.evaluate(() =>
    // What a page that was taken over might try.
    Promise.allSettled([
      window.dure?.change({ keepRunning: 'yes' } as never),
      window.dure?.dismiss('../../etc'),
      window.dure?.setUnread(-1),
    ]).then((tried) => tried.map(({ status }) => status)),
  )
  expect(refused).toEqual(['rejected', 'rejected', 'rejected'])
})
