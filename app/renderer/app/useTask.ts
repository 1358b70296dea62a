import { useRef, useState } from 'react'
import type { AnyFailure } from '../words/index.ts'

type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: AnyFailure }

/** Something that somebody asked for and that takes a moment. */
export interface Task {
  readonly isBusy: boolean
  /** Why the last one came to nothing; null while and after it works. */
  readonly failure: AnyFailure | null
  /** Runs it, unless one is under way. True: it worked. */
  readonly run: (job: () => Promise<Outcome>) => void
  readonly forget: () => void
}

/** One thing at a time: pressing twice does it once. */
export const useTask = (): Task => {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<AnyFailure | null>(null)
  const isRunning = useRef(false)
  const attempt = async (job: () => Promise<Outcome>): Promise<void> => {
    isRunning.current = true
    setBusy(true)
    setFailure(null)
    try {
      const outcome = await job()
      if (!outcome.ok) setFailure(outcome.error)
    } catch {
      setFailure({ type: 'Fault', fault: 'Internal', path: [] })
    } finally {
      isRunning.current = false
      setBusy(false)
    }
  }
  return {
    isBusy,
    failure,
    run: (job) => {
      if (!isRunning.current) attempt(job).catch(() => {})
    },
    forget: () => setFailure(null),
  }
}
