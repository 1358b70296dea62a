import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { qrShape, readQr, type Pixels } from './qr.ts'

/** A code as a camera would see it if it were perfect: so many pixels a module. */
const seen = (text: string, scale: number): Pixels => {
  const { side, path } = qrShape(text)
  const width = side * scale
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x = '', y = '', length = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      for (let at = Number(x) * scale; at < (Number(x) + Number(length)) * scale; at++)
        data.set([0, 0, 0], (row * width + at) * 4)
  return { width, height: width, data }
}

test('what is drawn as a code is read from it again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[A-Za-z0-9_-]{1,900}$/), async (secret) => {
      const link = `dure:contact#${secret}`
      expect(await readQr(seen(link, 4))).toBe(link)
    }),
    { numRuns: 10 },
  )
})

test('a picture without a code says so', async () => {
  const data = new Uint8ClampedArray(64 * 64 * 4).fill(127)
  expect(await readQr({ width: 64, height: 64, data })).toBeNull()
})
