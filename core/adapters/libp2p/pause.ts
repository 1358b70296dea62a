import { setMaxListeners } from 'node:events'
import type { Clock, Random } from '#core/net/index.ts'
import type { PauseRange } from './limits.ts'

/** A fraction from 0 to below 1. */
const fraction = (random: Random): number => {
  const bytes = random(4)
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32
}

/**
 * Milliseconds to wait after `attempt` failures (0: the first pause): doubling from `first` to `longest`, each half to
 * one and a half times as long, so that those who failed together do not come back together.
 */
export const pauseAfter = (attempt: number, range: PauseRange, random: Random): number =>
  Math.min(range.longest, range.first * 2 ** Math.min(attempt, 30)) * (0.5 + fraction(random))

/** A controller for the end of something long, to which any number of others may listen. */
export const createStopping = (): AbortController => {
  const controller = new AbortController()
  // Otherwise Node warns of a leak at the eleventh that waits at once.
  setMaxListeners(0, controller.signal)
  return controller
}

/** A signal that aborts after `ms` or with `parent`. Whoever asks for it clears it. */
export const deadline = (clock: Clock, ms: number, parent: AbortSignal): { signal: AbortSignal; clear: () => void } => {
  const controller = new AbortController()
  const abort = (): void => controller.abort(new Error('Timeout'))
  const cancel = clock.after(ms, abort)
  parent.addEventListener('abort', abort)
  if (parent.aborted) abort()
  return {
    signal: controller.signal,
    clear: () => {
      cancel()
      parent.removeEventListener('abort', abort)
    },
  }
}
