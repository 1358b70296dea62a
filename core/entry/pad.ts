/** Entries are padded to multiples of this many bytes, so that a size says little about a text. Rule E4. */
export const PAD_BYTES = 32

/** `plain`, one byte 0x80 and zeros up to a multiple of `PAD_BYTES` (ISO/IEC 7816-4). Rule E4. */
export function pad(plain: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((plain.length + 1) / PAD_BYTES) * PAD_BYTES)
  padded.set(plain)
  padded[plain.length] = 0x80
  return padded
}

/** What was padded, as a view; undefined if the padding is not exactly what `pad` makes. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  let end = padded.length - 1
  while (end >= 0 && padded[end] === 0) end--
  if (end < 0 || padded[end] !== 0x80) return undefined
  return Math.ceil((end + 1) / PAD_BYTES) * PAD_BYTES === padded.length ? padded.subarray(0, end) : undefined
}
