/** What a world did, boiled down to a number that differs when anything did. */
export interface Trace {
  /** Notes that this happened. */
  note(time: number, ...words: readonly (string | number)[]): void
  /** The number, as 16 hexadecimal digits. Equal for equal histories. */
  digest(): string
}

const PRIME = 0x01000193

/** Two FNV-1a sums (Fowler, Noll, Vo) from different beginnings: chance alone does not make them equal. */
export function createTrace(): Trace {
  let a = 0x811c9dc5
  let b = 0x1b873593
  const mix = (value: number): void => {
    a = Math.imul(a ^ value, PRIME)
    b = Math.imul(b ^ (value + 0x9e37), PRIME)
  }
  return {
    note: (time, ...words) => {
      // Microseconds, so that jitter counts.
      const text = `${Math.round(time * 1000)} ${words.join(' ')}`
      for (let at = 0; at < text.length; at++) mix(text.charCodeAt(at))
    },
    digest: () => [a, b].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join(''),
  }
}
