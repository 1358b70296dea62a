import { ok, type Result } from '#core/proof/result.ts'
import type { RelayPart, StartRefusal } from './parts.ts'
import type { Terminal } from './terminal.ts'

/** Runs a relay until a signal ends it. */
export const relay = async (
  options: { readonly folder: string; readonly listen: readonly string[]; readonly configFile: string | null },
  part: RelayPart,
  terminal: Terminal,
): Promise<Result<void, StartRefusal>> => {
  const opened = await part.openRelay({ ...options, log: (line) => terminal.log(line) })
  if (!opened.ok) return opened
  const { peer, multiaddrs, metrics } = opened.value
  terminal.print(JSON.stringify({ ready: true, pid: process.pid, peer, multiaddrs, metrics }))
  terminal.log(`ending (${await terminal.ended})`)
  await opened.value.close()
  return ok(undefined)
}
