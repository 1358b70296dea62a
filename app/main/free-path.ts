import { existsSync } from 'node:fs'
import { join, parse } from 'node:path'

/**
 * A path in a folder for a file of this name that is not there yet: `a.bundle`, `a (2).bundle`, …
 * `name` is what the page says: whatever in it is a way to elsewhere is cut off.
 */
export const freePath = (folder: string, name: string, exists: (path: string) => boolean = existsSync): string => {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const { name: stem, ext } = parse(last === '' || last === '.' || last === '..' ? 'dure' : last)
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? `${stem}${ext}` : `${stem} (${n})${ext}`)
    if (!exists(path)) return path
  }
}
