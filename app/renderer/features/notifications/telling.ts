import { useRemembered } from '../../app/remembered.ts'
import type { Telling } from './news.ts'

const NAME = 'notifications'
const isTelling = (text: string): text is Telling => text === 'text' || text === 'sender' || text === 'off'

/** How much notifications are to say: all in a window of one's own, nothing in a browser until it was asked. */
export const useTelling = (isWindow: boolean): readonly [Telling, (next: Telling) => void] =>
  useRemembered<Telling>(NAME, isWindow ? 'text' : 'off', isTelling)

/** The same, at this moment. */
export const tellingNow = (isWindow: boolean): Telling => {
  const kept = localStorage.getItem(`dure.${NAME}`)
  if (kept !== null && isTelling(kept)) return kept
  return isWindow ? 'text' : 'off'
}
