/** Bytes of changes that are left as they are however small the document: some 300 messages. */
const LEAST_BYTES = 64 * 1024

/**
 * Whether a stored document should be saved whole: when its single changes take more than half of what is saved, and
 * not for a few. A change takes ten times the room it will take saved, so disks stay small; saving grows rarer as a
 * document grows, so it costs one or two milliseconds a message, whatever its length.
 */
export function isSavingDue(savedBytes: number, changeBytes: number): boolean {
  return changeBytes > Math.max(LEAST_BYTES, savedBytes / 2)
}
