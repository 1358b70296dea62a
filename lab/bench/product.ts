import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from '../../scripts/build.ts'

const root = join(import.meta.dirname, '../..')

/**
 * Builds the product if need be and puts it below a folder as an installation has it: the bundle, its command, and the
 * packages beside it. Gives the command's path. So nothing of a checkout is measured, and none is in the way.
 */
export async function installProduct(folder: string): Promise<string> {
  await ensureBuilt()
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return join(folder, 'bin/dure.mjs')
}
