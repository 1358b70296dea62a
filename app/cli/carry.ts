import { constants } from 'node:fs'
import { access, open, readFile, rename, rm } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { ok, fail, type Result } from '#core/proof/result.ts'
import { importFile, slicesOf, type BundleRefusal, type RestoreRefusal } from '#app/service/index.ts'
import type { NodePart, RunningNode, StartRefusal } from './parts.ts'
import type { Terminal } from './terminal.ts'

export type CarryRefusal = StartRefusal | BundleRefusal | RestoreRefusal | { readonly type: 'SpaceUnknown' }

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

/** Fewest characters of a backup's passphrase, as the contract has it. */
const LEAST_PASSPHRASE = 8

/** Writes a backup of everything to a file, sealed under a passphrase. The file is whole or not there. */
export const exportBackup = async (
  { folder, file, passphraseFile }: Where & { readonly passphraseFile: string | undefined },
  node: NodePart,
  terminal: Terminal,
): Promise<Result<void, CarryRefusal>> => {
  if (await isThere(file)) return fail({ type: 'FileExists', file })
  const passphrase = await readPassphrase(passphraseFile)
  if (!passphrase.ok) return passphrase
  if (passphrase.value.length < LEAST_PASSPHRASE) return fail({ type: 'PassphraseTooShort' })
  return withNode(folder, node, terminal, async (running) => {
    const out = running.backup(passphrase.value)
    if (!out.ok) return out
    const written = await writeFile(file, out.value.chunks)
    if (written.ok) terminal.print(`${written.value} bytes written to ${file}`)
    return written.ok ? ok(undefined) : written
  })
}

/** Takes in a file: a bundle into the account that is there, or a backup where there is none. */
export const importFrom = async (
  where: Where & { readonly passphraseFile: string | undefined },
  node: NodePart,
  terminal: Terminal,
): Promise<Result<void, CarryRefusal>> => {
  const { folder, file, passphraseFile } = where
  if (!(await isThere(file, constants.R_OK))) return fail({ type: 'FileMissing', file })
  if (!(await node.isBackup(file))) return importBundle(where, node, terminal)
  const passphrase = await readPassphrase(passphraseFile)
  if (!passphrase.ok) return passphrase
  const job = (running: RunningNode) => running.beginRestore(slicesOf(file), passphrase.value)
  const begun = await withNode(folder, node, terminal, job, true)
  if (!begun.ok) return begun
  // Opened once more, it is taken up.
  return withNode(folder, node, terminal, ({ messenger }) => {
    terminal.print(`restored: ${messenger.account.get()?.name ?? ''}, as a new device`)
    return Promise.resolve(ok(undefined))
  })
}

/** The first line of a file, or of standard input. Never an argument: others on this computer see those. */
const readPassphrase = async (file: string | undefined): Promise<Result<string, StartRefusal>> => {
  if (file === undefined) return fail({ type: 'PassphraseMissing' })
  try {
    const text = file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8')
    const [line = ''] = text.split(/\r?\n/u)
    return line === '' ? fail({ type: 'PassphraseMissing' }) : ok(line)
  } catch {
    return fail({ type: 'FileMissing', file })
  }
}

/** Takes in a bundle from a file. */
const importBundle = async (
  { folder, file }: Where,
  node: NodePart,
  terminal: Terminal,
): Promise<Result<void, CarryRefusal>> => {
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
  job: (running: RunningNode) => Promise<Result<void, CarryRefusal>>,
  mayMake = false,
): Promise<Result<void, CarryRefusal>> => {
  const log = (line: string): void => terminal.log(line)
  const opened = await node.openNode({ folder, mayMake, network: null, log })
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
