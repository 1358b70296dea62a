import type { Messenger } from '#app/service/index.ts'

/** Longest wait for what has to come on loopback, in milliseconds: only a fault takes so long. */
const DEADLINE_MS = 30_000

/** Resolves once a check holds, made now and after everything that a messenger tells. Throws where it never does. */
export const until = (messenger: Messenger, what: string, check: () => boolean): Promise<void> => {
  if (check()) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(limit)
      stop()
    }
    const limit = setTimeout(() => {
      end()
      reject(new Error(`the demo waited in vain: ${what}`))
    }, DEADLINE_MS)
    const stop = messenger.onEvent(() => {
      if (!check()) return
      end()
      resolve()
    })
  })
}

/** What was given. The demo asks for nothing that may be refused. */
export const given = <T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { readonly type: string } },
): T => {
  if (outcome.ok) return outcome.value
  throw new Error(`the demo was refused: ${outcome.error.type}`)
}
