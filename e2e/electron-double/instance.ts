import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

/**
 * One instance of a profile: the first keeps a file with its process id, and looks into a folder in which the others
 * leave the words they were started with. True: this is the first.
 */
export const lockInstance = (
  profile: string,
  argv: readonly string[],
  onSecond: (argv: readonly string[]) => void,
): boolean => {
  const lock = join(profile, 'double-instance')
  const visits = join(profile, 'double-visits')
  mkdirSync(visits, { recursive: true })
  if (!take(lock)) {
    const letter = join(visits, randomUUID())
    writeFileSync(`${letter}.new`, JSON.stringify(argv))
    renameSync(`${letter}.new`, `${letter}.json`)
    return false
  }
  process.on('exit', () => rmSync(lock, { force: true }))
  const look = (): void => {
    for (const name of readdirSync(visits).filter((each) => each.endsWith('.json'))) {
      const words = JSON.parse(readFileSync(join(visits, name), 'utf8')) as readonly string[] // written above
      rmSync(join(visits, name))
      onSecond(words)
    }
  }
  watch(visits, look).unref()
  return true
}

const take = (lock: string): boolean => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isRunning(Number(readFileSync(lock, 'utf8')))) return false
    // One that was killed does not keep it.
    writeFileSync(lock, String(process.pid))
    return true
  }
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
