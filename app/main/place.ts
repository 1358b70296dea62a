import type { Place } from './choices.ts'

/** Least of a window, in points each way, that must lie on some screen: enough of its title bar to take hold of. */
const LEAST_SEEN = 80

const overlap = (from: number, length: number, otherFrom: number, otherLength: number): number =>
  Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom)

/** Where the window was, if that is still on one of these screens; else null, and the system finds a place. */
export const placeOn = (place: Place | null, screens: readonly Place[]): Place | null =>
  place !== null &&
  screens.some(
    (screen) =>
      overlap(place.x, place.width, screen.x, screen.width) >= LEAST_SEEN &&
      overlap(place.y, place.height, screen.y, screen.height) >= LEAST_SEEN,
  )
    ? place
    : null
