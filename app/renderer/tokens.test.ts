import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

/** A token's colour in light and in dark: of the plain block, or of the high contrast block. */
const coloursOf = (token: string, block: string): readonly [string, string] => {
  const [, light = '', dark = ''] = new RegExp(`--${token}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(block) ?? []
  return [light, dark]
}

/** Relative luminance (WCAG 2.2). */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio (WCAG 2.2). */
const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right)
  return (high + 0.05) / (low + 0.05)
}

const [plain = '', high = ''] = css.split(":root[data-contrast='more']")

/** Text, and what it stands on. */
const texts: readonly (readonly [string, readonly string[]])[] = [
  [
    'label',
    [
      'surface',
      'surface-side',
      'raised',
      'pressed',
      'chosen',
      'incoming',
      'outgoing',
      'found',
      'danger-surface',
      'warning-surface',
    ],
  ],
  ['label-secondary', ['surface', 'surface-side', 'raised', 'field', 'pressed', 'chosen', 'incoming']],
  ['tip-label', ['tip']],
  ['label-on-accent', ['accent', 'accent-pressed']],
  ['accent-label', ['surface', 'surface-side', 'raised', 'chosen', 'incoming', 'outgoing']],
  ['outgoing-secondary', ['outgoing']],
  ['danger', ['raised', 'surface', 'surface-side', 'outgoing', 'danger-surface']],
]

test.each(texts.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
  '%s can be read on %s, in light and dark and with high contrast (WCAG 1.4.3)',
  (text, ground) => {
    for (const block of [plain, `${high}${plain}`]) {
      const [one, other] = [coloursOf(text, block), coloursOf(ground, block)]
      expect(contrast(one[0], other[0])).toBeGreaterThanOrEqual(4.5)
      expect(contrast(one[1], other[1])).toBeGreaterThanOrEqual(4.5)
    }
  },
)

test.each(['line-strong', 'focus', 'accent'])('%s can be seen beside every ground (WCAG 1.4.11)', (line) => {
  for (const ground of ['surface', 'surface-side', 'raised']) {
    const [one, other] = [coloursOf(line, plain), coloursOf(ground, plain)]
    expect(Math.min(contrast(one[0], other[0]), contrast(one[1], other[1]))).toBeGreaterThanOrEqual(3)
  }
})
