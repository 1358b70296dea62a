import { isReachable, isReached } from './figures.ts'
import type { Figure } from './types.ts'

/** A number with as many digits as mean something. */
const shown = (value: number): string => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

const targetOf = ({ target }: Figure): string =>
  target === null ? '' : `${target.must === 'atLeast' ? '≥' : '≤'} ${shown(target.value)}`

const verdictOf = (figure: Figure): string => {
  const reached = isReached(figure)
  if (reached === null) return ''
  if (reached) return 'yes'
  return isReachable(figure) ? 'NO' : 'no, nor the floor'
}

/** The figures as a table for people: target, whether it is reached, and the floor of the same run beside each. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ['row', 'what', 'value', 'unit', 'target', 'reached', 'floor']
  const lines = figures.map((figure, i) => [
    figures[i - 1]?.row === figure.row ? '' : figure.row,
    figure.what,
    shown(figure.value),
    figure.unit,
    targetOf(figure),
    verdictOf(figure),
    figure.floor === null ? '' : shown(figure.floor),
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)))
  const isNumber = (column: number): boolean => [2, 4, 6].includes(column)
  const text = (line: readonly string[]): string =>
    line
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return `${[head, widths.map((width) => '-'.repeat(width)), ...lines].map(text).join('\n')}\n`
}
