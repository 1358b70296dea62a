import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { writeDurably } from '#core/adapters/files/index.ts'

/** A place on the screen, in points. */
const place = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })
export type Place = z.output<typeof place>

// Under another name, because the linter takes it for a promise's.
const otherwise = z.catch

/** What the window remembers from one start to the next. Each has a value for a file that is not there yet, or damaged. */
const choices = z.object({
  place: otherwise(z.nullable(place), null),
  isMaximized: otherwise(z.boolean(), false),
  keepRunning: otherwise(z.boolean(), true),
  /** Whether it was said once that closing the window leaves the node awake. */
  isClosingSaid: otherwise(z.boolean(), false),
  keys: otherwise(z.enum(['keychain', 'file']), 'keychain'),
  /** Null: the page has not said yet. */
  language: otherwise(z.nullable(z.enum(['en', 'ko'])), null),
  theme: otherwise(z.enum(['system', 'light', 'dark']), 'system'),
  /** Null: the system's own. */
  spelling: otherwise(z.nullable(z.array(z.string())), null),
})
export type Choices = z.output<typeof choices>

/** Choices in a file. */
export interface ChoicesFile {
  get(): Choices
  /** Changes some of them, durably. A disk that takes nothing more is no reason to stop: they hold until the end. */
  put(change: Partial<Choices>): void
}

/** Opens the file of choices; what is missing or wrong in it is as at the first start. `onFault`: it could not be written. */
export const openChoices = (file: string, onFault: (error: unknown) => void): ChoicesFile => {
  let now = choices.parse(readJson(file))
  return {
    get: () => now,
    put: (change) => {
      now = { ...now, ...change }
      try {
        writeDurably(file, new TextEncoder().encode(JSON.stringify(now)))
      } catch (error) {
        onFault(error)
      }
    },
  }
}

const readJson = (file: string): unknown => {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : {}
  } catch {
    return {}
  }
}
