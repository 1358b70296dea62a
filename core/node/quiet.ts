import type { LogId } from '#core/envelope/index.ts'
import { freePages, StoreFault, undocumentedLogs } from '#core/store/index.ts'
import { documentSlice, dueDocuments, saveWhole } from './documents.ts'
import type { DocumentEngine } from './documents.ts'
import { logOf } from './spaces.ts'
import type { NodeState } from './state.ts'
import { indexSlice } from './words.ts'

/** The quiet moment begins so long after the last thing was said or came (D8: never later than the next quiet second). */
export const QUIET_MS = 700
/** Between two slices of quiet work: room for whatever people do. */
const PAUSE_MS = 1
/** Pages (4 KiB each) given back to the disk at once: a few milliseconds. */
const RECLAIM_SLICE = 256
/** Free pages that are left for what comes next, so that the file does not shrink and grow all the time. */
const SPARE_PAGES = 64

/** Work for when nothing happens: search words, stored documents, saving them whole, giving back the room that frees. */
export interface QuietWork {
  /** Something was said or came: begin (again) when it is quiet. */
  readonly stir: () => void
  /** Does everything there is to do, now. For tests, doctors and the end of the process. */
  readonly finish: () => void
  readonly stop: () => void
}

/** `engine` is asked for once, when a document is first to be saved whole; null: none (documents keep their changes). */
export function startQuiet(node: NodeState, engine: (() => Promise<DocumentEngine>) | null): QuietWork {
  let cancel: (() => void) | null = null
  let running: Generator<void, void, void> | null = null
  let loaded: DocumentEngine | null = null
  let isLoading = false

  const step = (): void => {
    cancel = null
    if (node.isStopping) return
    running ??= work(node, () => loaded)
    const { done } = running.next()
    if (done) running = null
    if (!done) cancel = node.clock.after(PAUSE_MS, step)
    else if (engine && loaded === null && !isLoading && isSavingAsked(node)) load()
  }
  const load = (): void => {
    isLoading = true
    engine?.()
      .then((found) => {
        loaded = found
        return node.isStopping ? undefined : stir()
      })
      // Without Automerge documents keep their single changes: larger, and as true.
      .catch(() => undefined)
  }
  const stir = (): void => {
    cancel?.()
    cancel = node.isStopping ? null : node.clock.after(QUIET_MS, step)
  }
  return {
    stir,
    finish: () => {
      for (const _ of work(node, () => loaded));
    },
    stop: () => cancel?.(),
  }
}

const isSavingAsked = (node: NodeState): boolean => node.me !== null && dueDocuments(node.db).length > 0

function* work(node: NodeState, engine: () => DocumentEngine | null): Generator<void, void, void> {
  if (node.me === null) return
  while (indexSlice(node)) yield
  for (const id of undocumentedLogs(node.db)) {
    // Asked for anew each time: a transaction that failed meanwhile has emptied the caches.
    while (isMoreOf(node, id)) yield
    yield
  }
  const ready = engine()
  if (ready === null) return
  for (const row of dueDocuments(node.db)) {
    yield* saveWhole(node, ready, row)
    yield
  }
  while (reclaimSlice(node)) yield
}

/** Brings a log's documents forward. True while there is more to do. */
function isMoreOf(node: NodeState, id: LogId): boolean {
  const log = logOf(node, node.db, id)
  return log !== undefined && documentSlice(node, log)
}

/** Gives some of the pages that nothing uses any more back to the disk. True while there are more. */
function reclaimSlice(node: NodeState): boolean {
  const free = freePages(node.db)
  if (free <= SPARE_PAGES) return false
  try {
    node.db.reclaim(Math.min(free - SPARE_PAGES, RECLAIM_SLICE))
  } catch (thrown) {
    // A disk that does not take it now costs nothing but room; whoever writes next says so.
    if (!(thrown instanceof StoreFault)) throw thrown
    return false
  }
  return freePages(node.db) < free
}
