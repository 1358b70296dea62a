import { constants } from 'node:fs'
import { access, open, rename, rm } from 'node:fs/promises'
import { ok, fail, type Result } from '#core/proof/result.ts'
import { importFile, type BundleRefusal, type Messenger } from '#app/service/index.ts'
import type { NodePart, RunningNode, StartRefusal } from './parts.ts'
import type { Terminal } from './terminal.ts'

export type CarryRefusal = StartRefusal | BundleRefusal | { readonly type: 'SpaceUnknown' }

interface Where {
  readonly folder: string
  readonly file: string
}

/** Writes a bundle to a file. The file is whole or not there. */
export const exportBundle = async (
  { folder, file, ...ask }: Where & { readonly spaces?: readonly string[]; readonly since?: number },
  node: NodePart,
  terminal: Terminal,
): Promise<Result<void, CarryRefusal>> => {
  if (await isThere(file)) return fail({ type: 'FileExists', file })
  return withNode(folder, node, terminal, async ({ messenger }) => {
    const out = messenger.sync.exportBundle(ask)
    if (!out.ok) return out
    const written = await writeFile(file, out.value.chunks)
    if (written.ok) terminal.print(`${written.value} bytes written to ${file}`)
    return written.ok ? ok(undefined) : written
  })
}

/** Takes in a bundle from a file. */
export const importBundle = async (
  { folder, file }: Where,
  node: NodePart,
  terminal: Terminal,
): Promise<Result<void, CarryRefusal>> => {
  if (!(await isThere(file, constants.R_OK))) return fail({ type: 'FileMissing', file })
  return withNode(folder, node, terminal, async ({ messenger }) => {
    const report = await importFile(messenger, file)
    if (!report.ok) return report
    const { envelopes, fresh, refused } = report.value
    terminal.print(`${envelopes} envelopes: ${fresh} new, ${refused} refused`)
    return ok(undefined)
  })
}

const withNode = async (
  folder: string,
  node: NodePart,
  terminal: Terminal,
  job: (running: RunningNode & { readonly messenger: Messenger }) => Promise<Result<void, CarryRefusal>>,
): Promise<Result<void, CarryRefusal>> => {
  const log = (line: string): void => terminal.log(line)
  const opened = await node.openNode({ folder, mayMake: false, network: null, log })
  if (!opened.ok) return opened
  try {
    return await job(opened.value)
  } finally {
    await opened.value.close()
  }
}

const isThere = async (file: string, mode = constants.F_OK): Promise<boolean> => {
  try {
    await access(file, mode)
    return true
  } catch {
    return false
  }
}

/** Writes beside the file, and names it so when all of it is on the disk. Gives its size in bytes. */
const writeFile = async (file: string, chunks: AsyncIterable<Uint8Array>): Promise<Result<number, StartRefusal>> => {
  const partial = `${file}.part`
  let size = 0
  try {
    const handle = await open(partial, 'w', 0o600)
    try {
      for await (const chunk of chunks) {
        await handle.writeFile(chunk)
        size += chunk.length
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, file)
    return ok(size)
  } catch (error) {
    await rm(partial, { force: true })
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOSPC' || code === 'EDQUOT') return fail({ type: 'DiskFull', folder: file })
    if (code !== undefined) return fail({ type: 'FileUnwritable', file })
    throw error
  }
}
