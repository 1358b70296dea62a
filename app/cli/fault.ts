/** A bug or a dead disk, for the log: its stack without the paths of this machine in front. */
export const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const [, ...frames] = (error.stack ?? '').split('\n')
  return [`${error.name}: ${error.message}`, ...frames.slice(0, 6).map((frame) => `  ${frame.trim()}`)].join('\n')
}

/** What ended the process, in a sentence: damage is no fault of ours, and there is something to be done about it. */
export const faultSentence = (error: unknown): string =>
  isDamage(error)
    ? 'the database is damaged. What is in it was left as it is: `dure doctor --rebuild` makes good what can be.'
    : `a fault in Dure itself. What was acknowledged is on disk.\n${describeFault(error)}`

/** A `StoreFault`, told by its shape: the store is not loaded for a command that never opens one. */
const isDamage = (error: unknown): boolean => {
  if (!(error instanceof Error) || !('error' in error)) return false
  const { error: why } = error
  return typeof why === 'object' && why !== null && 'type' in why && why.type === 'StoreDamaged'
}
