/** Keeps what was made last: at most `limit` values, of which the one not asked for longest goes first. */
export function recent<V>(limit: number): { get(name: string, make: () => V): V; size(): number } {
  const kept = new Map<string, { readonly value: V }>()
  return {
    get(name, make) {
      const known = kept.get(name)
      // Taken out and put back, so that the order of the map is the order of use.
      if (known !== undefined) kept.delete(name)
      const held = known ?? { value: make() }
      kept.set(name, held)
      for (const oldest of kept.keys()) {
        if (kept.size <= limit) break
        kept.delete(oldest)
      }
      return held.value
    },
    size: () => kept.size,
  }
}
