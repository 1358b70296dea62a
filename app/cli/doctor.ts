import { ok, type Result } from '#core/proof/result.ts'
import type { NodePart, StartRefusal } from './parts.ts'
import type { Terminal } from './terminal.ts'

/** Examines a data folder and says what it found. True: nothing is wrong. */
export const doctor = async (
  options: { readonly folder: string; readonly rebuild: boolean; readonly json: boolean },
  node: NodePart,
  terminal: Terminal,
): Promise<Result<boolean, StartRefusal>> => {
  const { folder, rebuild, json } = options
  const examined = await node.examine({ folder, rebuild, log: (line) => terminal.log(line) })
  if (!examined.ok) return examined
  const { checked, findings, rebuilt } = examined.value
  const isWell = findings.length === 0
  if (json) {
    terminal.print(JSON.stringify({ well: isWell, checked, findings, rebuilt }))
    return ok(isWell)
  }
  for (const [what, many] of Object.entries(checked)) terminal.print(`checked ${many} ${what}`)
  for (const what of rebuilt) terminal.print(`made anew: ${what}`)
  for (const finding of findings) terminal.print(`wrong: ${JSON.stringify(finding)}`)
  terminal.print(isWell ? 'Everything is well.' : `${findings.length} found wrong.${rebuild ? '' : ' Try --rebuild.'}`)
  return ok(isWell)
}
