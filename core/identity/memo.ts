/**
 * A pure function that remembers its last answers, `most` of them; the least recently used goes first.
 * Undefined is not remembered, so a failure costs its whole work each time and never pushes out a success.
 */
export function memo<K, V>(most: number, compute: (key: K) => V | undefined): (key: K) => V | undefined {
  const known = new Map<K, V>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) {
      known.delete(key)
      known.set(key, found)
      return found
    }
    const value = compute(key)
    if (value === undefined) return undefined
    if (known.size >= most) for (const [oldest] of known.entries().take(1)) known.delete(oldest)
    known.set(key, value)
    return value
  }
}
