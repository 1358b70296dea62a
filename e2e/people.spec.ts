import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from '@playwright/test'
import { encodeQR } from 'qr'
import { en } from '../app/renderer/words/en/index.ts'
import { browserArgs, findBrowser } from './browser.ts'
import { given, refused } from './support/line.ts'
import { openScreen, type Screen } from './support/pages.ts'
import { DEADLINE_MS } from './support/process.ts'
import { expect, test } from './support/test.ts'

test.setTimeout(120_000)

/** The code on somebody’s page as a file, saved as people save it. */
const codeOf = async ({ page, go }: Screen, place: string): Promise<string> => {
  await go('people')
  await expect(page.getByRole('img', { name: en.people.myCode })).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: en.people.saveCode }).click()
  const file = join(place, 'code.png')
  await (await download).saveAs(file)
  return file
}

/** A film of a code as a camera would see it (YUV4MPEG2, one frame), for Chromium’s stand-in of a camera. */
const film = (text: string, file: string): void => {
  const [width, height, pixels] = [1280, 960, 8]
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 4 })
  const luma = Buffer.alloc(width * height, 200)
  const [left, top] = [width, height].map((side) => Math.floor((side - rows.length * pixels) / 2))
  rows.forEach((row, y) =>
    row.forEach((isDark, x) => {
      for (let line = 0; line < pixels; line++) {
        const at = ((top ?? 0) + y * pixels + line) * width + (left ?? 0) + x * pixels
        luma.fill(isDark ? 30 : 230, at, at + pixels)
      }
    }),
  )
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)])
  writeFileSync(file, Buffer.concat([head, frame]))
}

/** A browser whose camera shows a film. */
const withCamera = (file: string): Promise<Browser> =>
  chromium.launch({
    executablePath: findBrowser(),
    args: [...browserArgs, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`],
  })

test('Jun reads the code on Bora’s page from a picture, is told whose it is, adds her, and they chat', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join()])
  const [hers, his] = [await openScreen(browser, bora), await openScreen(browser, jun)]
  const code = await codeOf(hers, town.place)
  await his.go('people')
  const picture = his.page.locator(`input[aria-label="${en.people.fromPicture}"]`)
  await picture.setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(his.page.getByRole('alert').filter({ hasText: en.people.noCode })).toBeVisible()
  await picture.setInputFiles(code)
  await expect(his.page.getByText(en.people.leadsTo('Bora'))).toBeVisible()
  await his.page.getByRole('button', { name: en.people.addThem, exact: true }).click()
  await his.write('hello from a code')
  await hers.page.getByRole('button', { name: en.people.accept }).click()
  await expect(hers.message('hello from a code')).toBeVisible()
  await hers.write('so it works')
  await expect(his.message('so it works')).toBeVisible()
  expect([...hers.faults, ...his.faults]).toEqual([])
})

test('Jun holds a code before the camera; nobody is added before he says so, and the camera is off afterwards', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join()])
  const file = join(town.place, 'code.y4m')
  film(await bora.card(), file)
  const browser = await withCamera(file)
  try {
    const his = await openScreen(browser, jun, { permissions: ['camera'] })
    await his.go('people')
    const { page } = his
    await page.evaluate(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted)
        Object.assign(window, { stream })
        return stream
      }
    })
    await page.getByRole('button', { name: en.people.scan }).click()
    // A slow machine looks at few pictures a second.
    await expect(page.getByText(en.people.leadsTo('Bora'))).toBeVisible({ timeout: DEADLINE_MS })
    await expect(page.getByRole('dialog')).toBeHidden()
    const tracks = await page.evaluate(() =>
      (window as unknown as { stream: MediaStream }).stream.getTracks().map((track) => track.readyState),
    )
    expect(tracks).toEqual(['ended'])
    await page.getByRole('button', { name: en.people.addThem, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Bora' })).toBeVisible()
    expect(his.faults).toEqual([])
  } finally {
    await browser.close()
  }
})

test('where the camera is not allowed, the page says what to do instead', async ({ town, browser }) => {
  const jun = town.person('Jun')
  await jun.join()
  const his = await openScreen(browser, jun, { permissions: [] })
  await his.go('people')
  await his.page.getByRole('button', { name: en.people.scan }).click()
  const says = his.page.getByRole('dialog').getByRole('status')
  await expect(says).toHaveText(new RegExp([en.people.cameraDenied, en.people.cameraMissing].join('|')))
})

test('the picture that Bora chooses is seen by Jun, who was away; what is none is refused with the reason', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.until('they have each other', async () => {
    const spaces = await given(bora.client.space.list())
    return spaces.some((one) => one.space === space && one.state === 'open')
  })
  await jun.stop()

  const hers = await openScreen(browser, bora)
  await hers.go('settings')
  await hers.page.getByRole('button', { name: en.people.motif.persimmon }).click()
  const own = hers.page.locator('nav img[src^="/pictures/"]')
  await expect(own).toBeVisible()

  await jun.start()
  const his = await openScreen(browser, jun)
  await his.go('people')
  const shown = his.page.locator('li img[src^="/pictures/"]')
  await expect(shown).toBeVisible()
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128)

  for (const [bytes, reason] of [
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'kind'],
    ['x'.repeat(30_000), 'tooLarge'],
  ] as const) {
    const asked = bora.client.account.setProfile({ picture: Buffer.from(bytes).toString('base64') })
    expect(await refused(asked)).toEqual({ type: 'PictureInvalid', reason })
  }
  expect([...hers.faults, ...his.faults]).toEqual([])
})

test('a link that was opened from outside stands in its field, and nobody is added by itself', async ({
  town,
  browser,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join()])
  const his = await openScreen(browser, jun)
  await his.go('people')
  const { page } = his
  const opened = async (link: string): Promise<void> =>
    page.evaluate((hash) => void (location.hash = hash), `#/add/${encodeURIComponent(link)}`)
  const add = page.getByRole('button', { name: en.people.addThem, exact: true })
  const field = page.getByRole('textbox', { name: en.people.theirLink })
  for (const [link, sentence] of [
    ['dure:channel#abc', en.people.otherLink],
    [`dure:safety#${'1'.repeat(60)}`, en.people.safetyLink],
    ['javascript:alert(1)', en.refusals.LinkMalformed],
    [await jun.card(), en.refusals.OwnCard],
    [(await bora.card()).slice(0, 80), en.refusals.CardMalformed],
  ] as const) {
    await opened(link)
    await expect(field).toHaveValue(link)
    await add.click()
    await expect(page.getByRole('alert').filter({ hasText: sentence })).toBeVisible()
    await expect(field).toHaveValue(link)
  }
  await opened(await bora.card())
  await expect(page.getByText(en.people.leadsTo('Bora'))).toBeVisible()
  expect(await jun.client.contact.list()).toEqual({ ok: true, value: [] })
  await add.click()
  await expect(page.getByRole('heading', { level: 1, name: 'Bora' })).toBeVisible()
  expect(his.faults).toEqual([])
})
