import type { LogId } from '#core/envelope/index.ts'
import type { Clock } from '#core/net/index.ts'

/** A holder of the turn that brings nothing for so long loses it to who waits. Milliseconds. */
export const TURN_SILENCE_MS = 3_000

/**
 * Who may ask for a log: one session after the other, so that two who have the same do not both send all of it.
 * A turn is over when its holder says so or is silent while somebody waits.
 */
export interface Turns<Holder> {
  /** Whether it has the turn now; if not, it is told by `onTurn` when it may take it. */
  take(log: LogId, holder: Holder): boolean
  over(log: LogId, holder: Holder): void
  /** It brought something. */
  heard(holder: Holder): void
  /** It is gone, with all its turns. */
  leave(holder: Holder): void
  stop(): void
}

interface Turn<Holder> {
  holder: Holder
  readonly waiting: Set<Holder>
}

/** No turns are taken yet. */
export function createTurns<Holder>(clock: Clock, onTurn: (log: LogId, holder: Holder) => void): Turns<Holder> {
  const turns = new Map<LogId, Turn<Holder>>()
  const heardAt = new Map<Holder, number>()
  let cancel: (() => void) | null = null

  const pass = (log: LogId, turn: Turn<Holder>): void => {
    turns.delete(log)
    const waiting = [...turn.waiting]
    // Each takes it in the order they came; who is refused waits again.
    for (const next of waiting) onTurn(log, next)
  }

  const watch = (): void => {
    if (cancel !== null) return
    cancel = clock.after(TURN_SILENCE_MS, () => {
      cancel = null
      const silentSince = clock.monotonic() - TURN_SILENCE_MS
      for (const [log, turn] of turns)
        if (turn.waiting.size > 0 && (heardAt.get(turn.holder) ?? 0) <= silentSince) pass(log, turn)
      if ([...turns.values()].some(({ waiting }) => waiting.size > 0)) watch()
    })
  }

  return {
    take: (log, holder) => {
      const turn = turns.get(log)
      if (turn === undefined) {
        turns.set(log, { holder, waiting: new Set() })
        heardAt.set(holder, clock.monotonic())
        return true
      }
      if (turn.holder === holder) return true
      turn.waiting.add(holder)
      watch()
      return false
    },
    over: (log, holder) => {
      const turn = turns.get(log)
      if (turn?.holder === holder) pass(log, turn)
      else turn?.waiting.delete(holder)
    },
    heard: (holder) => {
      if (heardAt.has(holder)) heardAt.set(holder, clock.monotonic())
    },
    leave: (holder) => {
      heardAt.delete(holder)
      for (const [log, turn] of turns) {
        turn.waiting.delete(holder)
        if (turn.holder === holder) pass(log, turn)
      }
    },
    stop: () => {
      cancel?.()
      cancel = null
      turns.clear()
    },
  }
}
