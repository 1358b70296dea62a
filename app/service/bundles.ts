import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pipeline } from 'node:stream/promises'
import { fail, ok, type Result } from '#core/proof/result.ts'
import type { BundleOut, BundleRefusal, BundleReport, Messenger } from './types.ts'

/** How long what was prepared or uploaded waits to be asked for. */
const PATIENCE_MS = 10 * 60_000
/** Most that wait each way; one more, and the oldest is forgotten. */
const MOST_WAITING = 16
/** Largest upload in bytes. A million messages are some 300 MB. */
export const LARGEST_BUNDLE = 4 * 2 ** 30
/** Bytes handed to the messenger in one go, so that other calls are answered in between. */
const SLICE = 256 * 1024

export type UploadRefusal = { readonly type: 'BundleTooLarge' | 'DiskFull' | 'DiskFailed' | 'UploadBroken' }

/** Bundle files on their way between the messenger and whoever carries them. They are sealed as they are. */
export interface Bundles {
  /** Keeps a bundle to be fetched once; gives its name. */
  offer(out: BundleOut): string
  /** The bytes of an offered bundle, once; null for what is not offered (any more). */
  fetch(bundle: string): AsyncIterable<Uint8Array> | null
  /** Takes an upload to disk; gives its name. */
  upload(chunks: AsyncIterable<Uint8Array>): Promise<Result<string, UploadRefusal>>
  /** The bytes of an upload, which is forgotten when they were read; null where there is none of that name. */
  take(bundle: string): AsyncIterable<Uint8Array> | null
  /** Imports an upload and forgets it, whatever comes of it. */
  importInto(
    messenger: Messenger,
    bundle: string,
  ): Promise<Result<BundleReport, BundleRefusal | { readonly type: 'BundleUnknown' }>>
  /** Forgets everything. */
  close(): Promise<void>
}

interface Waiting<T> {
  readonly what: T
  readonly until: number
}

/** Opens the way for bundles. `now`: milliseconds of any clock that runs. */
export const openBundles = (now: () => number): Bundles => {
  const offered = new Map<string, Waiting<BundleOut>>()
  const uploaded = new Map<string, Waiting<string>>()
  let folder: Promise<string> | null = null
  let importing: Promise<unknown> = Promise.resolve()

  const sweep = (): void => {
    for (const [name] of due(offered, now())) offered.delete(name)
    for (const [name, { what }] of due(uploaded, now())) {
      uploaded.delete(name)
      // What cannot be removed now goes with the folder.
      rm(what, { force: true }).catch(() => {})
    }
  }
  const take = <T>(from: Map<string, Waiting<T>>, name: string): T | null => {
    sweep()
    const found = from.get(name)
    from.delete(name)
    return found?.what ?? null
  }
  const keep = <T>(into: Map<string, Waiting<T>>, what: T): string => {
    const name = randomUUID()
    into.set(name, { what, until: now() + PATIENCE_MS })
    sweep()
    return name
  }

  return {
    offer: (out) => keep(offered, out),
    fetch: (bundle) => take(offered, bundle)?.chunks ?? null,
    upload: async (chunks) => {
      folder ??= mkdtemp(join(tmpdir(), 'dure-bundles-'))
      const file = join(await folder, randomUUID())
      const written = await writeAll(file, chunks)
      if (written.ok) return ok(keep(uploaded, file))
      await rm(file, { force: true })
      return written
    },
    take: (bundle) => {
      const file = take(uploaded, bundle)
      return file === null ? null : readOnce(file)
    },
    importInto: (messenger, bundle) => {
      const file = take(uploaded, bundle)
      if (file === null) return Promise.resolve(fail({ type: 'BundleUnknown' }))
      // One after the other: the messenger reads one bundle at a time.
      const outcome = importing.then(() => importOnce(messenger, file))
      importing = outcome.catch(() => {})
      return outcome
    },
    close: async () => {
      offered.clear()
      uploaded.clear()
      if (folder !== null) await rm(await folder, { recursive: true, force: true })
    },
  }
}

/** What has waited too long, and the oldest of what is too many. */
const due = <T>(waiting: ReadonlyMap<string, Waiting<T>>, now: number): readonly (readonly [string, Waiting<T>])[] => {
  const all = [...waiting]
  return all.filter(([, { until }], index) => until <= now || index < all.length - MOST_WAITING)
}

const writeAll = async (file: string, chunks: AsyncIterable<Uint8Array>): Promise<Result<void, UploadRefusal>> => {
  let size = 0
  const bounded = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > LARGEST_BUNDLE) throw new TooLarge()
      yield chunk
    }
  }
  try {
    await pipeline(bounded, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
    return ok(undefined)
  } catch (error) {
    return fail({ type: uploadRefusal(error) })
  }
}

class TooLarge extends Error {}

const uploadRefusal = (error: unknown): UploadRefusal['type'] => {
  if (error instanceof TooLarge) return 'BundleTooLarge'
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'DiskFull'
  return code === 'EACCES' || code === 'EROFS' || code === 'EIO' ? 'DiskFailed' : 'UploadBroken'
}

const importOnce = async (messenger: Messenger, file: string): ReturnType<typeof importFile> => {
  try {
    return await importFile(messenger, file)
  } finally {
    await rm(file, { force: true })
  }
}

async function* readOnce(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* slicesOf(file)
  } finally {
    await rm(file, { force: true })
  }
}

/** Reads a bundle file into the messenger, slice by slice, so that it answers others in between. */
export const importFile = (messenger: Messenger, file: string): Promise<Result<BundleReport, BundleRefusal>> =>
  messenger.sync.importBundle(slicesOf(file))

/** A file in slices, each in a turn of its own. */
export async function* slicesOf(file: string): AsyncGenerator<Uint8Array> {
  for await (const slice of createReadStream(file, { highWaterMark: SLICE })) {
    yield slice as Uint8Array // no encoding is set, so the stream gives bytes
    await setImmediate()
  }
}
