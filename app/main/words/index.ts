import type { ShellManner } from '#app/contract/shell.ts'
import { en, type ShellWords } from './en.ts'
import { ko } from './ko.ts'

export type { ShellWords } from './en.ts'

const languages: Readonly<Record<ShellManner['language'], ShellWords>> = { en, ko }

/** What the window says in a language. */
export const wordsIn = (language: ShellManner['language']): ShellWords => languages[language]

/** The first of the system's languages that there are words for. */
export const languageOf = (tags: readonly string[]): ShellManner['language'] =>
  tags.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'ko' || tag === 'en') === 'ko' ? 'ko' : 'en'
