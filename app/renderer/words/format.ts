import type { Words } from './en/index.ts'

/** How times, dates and sizes are written in one language. Milliseconds since 1970, in this computer's time zone. */
export interface Formats {
  time(at: number): string
  /** Of a day divider: today, yesterday, or the date. */
  day(at: number, now: number): string
  /** For a list: the time if it is today, the name of the day if it is of the last week, else the date. */
  brief(at: number, now: number): string
  /** Whole, for a tooltip. */
  whole(at: number): string
  bytes(count: number): string
  count(count: number): string
}

const DAY_MS = 86_400_000

/** The day as a number that grows by one from day to day, where the clock's hands say midnight. */
export const dayOf = (at: number): number => Math.floor((at - new Date(at).getTimezoneOffset() * 60_000) / DAY_MS)

/** Makes something when it is needed first: a formatter costs some milliseconds, and a page that opens needs two of them. */
const lazily = <T>(make: () => T): (() => T) => {
  let made: T | null = null
  return () => (made ??= make())
}

/** The formats of a language (BCP 47). */
export const formatsOf = (language: string, words: Words): Formats => {
  const dates = (options: Intl.DateTimeFormatOptions) => lazily(() => new Intl.DateTimeFormat(language, options))
  const time = dates({ hour: 'numeric', minute: '2-digit' })
  const day = dates({ dateStyle: 'full' })
  const weekday = dates({ weekday: 'long' })
  const brief = dates({ month: 'short', day: 'numeric' })
  const year = dates({ dateStyle: 'medium' })
  const whole = dates({ dateStyle: 'full', timeStyle: 'medium' })
  const number = lazily(() => new Intl.NumberFormat(language))
  const size = (unit: string) =>
    lazily(
      () => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }),
    )
  const sizes = [size('byte'), size('kilobyte'), size('megabyte'), size('gigabyte')] as const

  const nearby = (at: number, now: number): string | null => {
    const ago = dayOf(now) - dayOf(at)
    return ago === 0 ? words.chat.today : ago === 1 ? words.chat.yesterday : null
  }
  const isThisYear = (at: number, now: number): boolean => new Date(at).getFullYear() === new Date(now).getFullYear()
  return {
    time: (at) => time().format(at),
    day: (at, now) => nearby(at, now) ?? day().format(at),
    brief: (at, now) => {
      const ago = dayOf(now) - dayOf(at)
      if (ago === 0) return time().format(at)
      if (ago > 1 && ago < 7) return weekday().format(at)
      return nearby(at, now) ?? (isThisYear(at, now) ? brief() : year()).format(at)
    },
    whole: (at) => whole().format(at),
    bytes: (count) => {
      const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), sizes.length - 1)
      return (sizes[power] ?? sizes[0])().format(count / 1000 ** power)
    },
    count: (count) => number().format(count),
  }
}
