import type { Messenger } from './types.ts'

type Ask = Parameters<Messenger['chat']['send']>[0]
type Answer = ReturnType<Messenger['chat']['send']>

/** Messages that go to the disk together at most. */
const MOST_AT_ONCE = 256

/**
 * Sends messages that are asked for in one turn of the process together, so that a slow disk is waited for once and not
 * for each. Every one is answered when it is durable, as before; what is wrong with one is no matter to the others.
 */
export const gatherSends = (
  messenger: Messenger,
  later: (work: () => void) => void = setImmediate,
): ((ask: Ask) => Promise<Answer>) => {
  let waiting: {
    readonly ask: Ask
    readonly answer: (answer: Answer) => void
    readonly fault: (error: unknown) => void
  }[] = []

  const flush = (): void => {
    const now = waiting.slice(0, MOST_AT_ONCE)
    waiting = waiting.slice(MOST_AT_ONCE)
    if (waiting.length > 0) later(flush)
    try {
      const answers = messenger.chat.sendMany(now.map(({ ask }) => ask))
      now.forEach(({ answer }, i) => {
        const given = answers[i]
        if (given) answer(given)
      })
    } catch (error) {
      for (const { fault } of now) fault(error)
    }
  }
  return (ask) =>
    new Promise((answer, fault) => {
      waiting.push({ ask, answer, fault })
      if (waiting.length === 1) later(flush)
    })
}
