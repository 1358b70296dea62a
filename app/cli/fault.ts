/** A bug or a dead disk, for the log: its stack without the paths of this machine in front. */
export const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const [, ...frames] = (error.stack ?? '').split('\n')
  return [`${error.name}: ${error.message}`, ...frames.slice(0, 6).map((frame) => `  ${frame.trim()}`)].join('\n')
}
