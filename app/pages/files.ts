import { readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

/** A file that may be served. */
export interface KnownFile {
  readonly file: string
  readonly type: string
  /** Whether its name says what is in it, so that it never changes. */
  readonly isHashed: boolean
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * The files of the built pages by the path that asks for them. Only these are served: what is not in the folder now is
 * not there, however it is written. Empty where the pages have not been built.
 */
export const knownFiles = (folder: string): ReadonlyMap<string, KnownFile> => {
  const known = new Map<string, KnownFile>()
  for (const entry of entriesOf(folder)) {
    const type = types[extname(entry)]
    if (type === undefined) continue
    const path = `/${entry.split(sep).join('/')}`
    known.set(path, { file: join(folder, entry), type, isHashed: path.startsWith('/assets/') })
  }
  const page = known.get('/index.html')
  if (page !== undefined) known.set('/', page)
  return known
}

const entriesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((found) => found.isFile())
      .map((found) => relative(folder, join(found.parentPath, found.name)))
  } catch {
    return []
  }
}
