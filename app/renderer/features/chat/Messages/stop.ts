import type { View } from './scroller.ts'

/**
 * The message at which Tab stops: the chosen one while it is drawn, else the last in view. Null where no message is drawn.
 * `last`: the number of the last row in view.
 */
export const stopOf = ({ state, from, to }: View, chosen: string | null, last: number): string | null => {
  const { window } = state
  const drawn = window.messages.slice(Math.max(0, from - window.before), Math.max(0, to - window.before))
  if (chosen !== null && drawn.some(({ message }) => message === chosen)) return chosen
  return (drawn[last - from] ?? drawn.at(-1))?.message ?? null
}
