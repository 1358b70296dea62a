import type * as AutomergeModule from '@automerge/automerge/slim'
import type { AutomergeStopped } from '../types.ts'

/** Automerge, ready. One per process or worker; nothing outside this room calls it. */
export type Automerge = typeof AutomergeModule

let loading: Promise<Automerge> | undefined

/**
 * Loads Automerge when it is first needed: 60 ms and 40 MB, most of it off the thread. Its WebAssembly is taken from
 * a module, not from a file beside it, so that it is found from a bundle too.
 */
export function loadAutomerge(): Promise<Automerge> {
  loading ??= load()
  return loading
}

async function load(): Promise<Automerge> {
  const [automerge, wasm] = await Promise.all([
    import('@automerge/automerge/slim'),
    import('@automerge/automerge/automerge.wasm.base64'),
  ])
  // Not its own `initializeBase64Wasm`: that takes 300 ms and 170 MB over the text.
  await automerge.initializeWasm(Buffer.from(wasm.automergeWasmBase64, 'base64'))
  return automerge
}

/** A document in Automerge's memory, which only `free` gives back. */
export type Held = AutomergeModule.Doc<Record<string, unknown>>

/** Frees a document's memory, also after Automerge has stopped. */
export function free(automerge: Automerge, held: Held | undefined): void {
  try {
    if (held !== undefined) automerge.free(held)
  } catch {
    // Stopped: there is nothing left to free.
  }
}

/** What Automerge's throwing comes to: `otherwise`, unless it can be called no more, as after a WebAssembly trap. */
export function failureOf<E>(automerge: Automerge, otherwise: E): E | AutomergeStopped {
  try {
    automerge.free(automerge.init())
    return otherwise
  } catch {
    return { type: 'AutomergeStopped' }
  }
}
