/** How many of the words are asked for. */
const ASKED = 3

/** Some places among so many, from 1, in order, none twice. `random` fills what it is given with chance. */
export const placesToAsk = (
  count: number,
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): readonly number[] => {
  const places = new Set<number>()
  // Every byte is as likely as every other; those above the last whole round would favour the first places.
  const whole = 256 - (256 % count)
  while (places.size < Math.min(ASKED, count))
    for (const byte of random(new Uint8Array(16)))
      if (byte < whole && places.size < ASKED) places.add((byte % count) + 1)
  return [...places].toSorted((a, b) => a - b)
}
