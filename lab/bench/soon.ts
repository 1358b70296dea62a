import { setTimeout } from 'node:timers/promises'

/** How often is looked again, in milliseconds. */
const LOOK_AGAIN_MS = 20
/** Whatever takes longer than this many milliseconds hangs. */
const PATIENCE_MS = 15 * 60_000

/** Waits until something is so, looking every few milliseconds; gives how many milliseconds it took. */
export async function soon(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  lookAgainMs = LOOK_AGAIN_MS,
): Promise<number> {
  const began = performance.now()
  while (!(await isSo())) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`waited in vain for ${what}`)
    await setTimeout(lookAgainMs)
  }
  return performance.now() - began
}
