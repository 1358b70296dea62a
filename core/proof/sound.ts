const KEY_BYTES = 32
const SIGNATURE_BYTES = 64

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The field's prime 2^255 - 19 and the group's order L, little-endian. */
const PRIME = fromHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f')
const ORDER = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')
/** The y of the eight points whose order divides 8, little-endian. */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map(fromHex)

/**
 * Whether 32 bytes may be anybody's Ed25519 key: canonical, and not of small order (under such a key one signature,
 * made by nobody, fits many messages). That they are the y of a point at all shows when they verify.
 */
export function isSoundKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES) return false
  const y = Uint8Array.from(publicKey)
  y[31] = (y[31] ?? 0) & 0x7f // without the sign of x
  return isBelow(y, PRIME) && !SMALL_ORDER.some((small) => small.every((byte, i) => byte === y[i]))
}

/** Whether 64 bytes may be an Ed25519 signature: S below L, or anybody could make a second one from the first. */
export function isSoundSignature(signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && isBelow(signature.subarray(32), ORDER)
}

/** Compares two 32-byte little-endian numbers. */
function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
