/** What the app asked the desktop for: the double shows none of it, and writes it down for specs that look. */

export interface Call {
  readonly api: string
  readonly args: readonly unknown[]
}

export const calls: Call[] = []

/** Writes a call down. */
export const record = (api: string, ...args: readonly unknown[]): void => void calls.push({ api, args })

/** A function that is only written down, and gives always the same. */
export const recorded =
  <T>(api: string, gives: T): ((...args: readonly unknown[]) => T) =>
  (...args) => {
    record(api, ...args)
    return gives
  }
