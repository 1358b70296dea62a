/** What a command says and hears: stdout for what is asked for, stderr for what happens, signals for the end. */
export interface Terminal {
  /** One line of what was asked for. */
  print(line: string): void
  /** One short line about what happens. Never a token, a key, or what somebody wrote. */
  log(line: string): void
  /** Why nothing comes of what was asked, on stderr. */
  complain(sentence: string): void
  /** Resolves once with the name of the signal that asks for the end. */
  readonly ended: Promise<string>
}

/** The terminal of this process. A second signal ends it at once. */
export const processTerminal = (): Terminal => {
  // Whoever read our lines has gone: no reason to end.
  const ignore = (): void => {}
  process.stdout.on('error', ignore)
  process.stderr.on('error', ignore)
  const ended = new Promise<string>((resolve) => {
    let isSecond = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (isSecond) process.exit(1)
        isSecond = true
        resolve(signal)
      })
  })
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    log: (line) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
    complain: (sentence) => void process.stderr.write(`dure: ${sentence}\n`),
    ended,
  }
}
