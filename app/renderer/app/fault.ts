/** Hands a bug of ours to the browser's top-level handler, out of a promise that nobody waits for. */
export const reportFault = (error: unknown): void => {
  queueMicrotask(() => {
    throw error
  })
}
