import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What runs a program as a user who owns nothing; null where that cannot be had. */
export const asNobody = (): readonly string[] | null => {
  const through = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  return spawnSync(through[0] ?? '', [...through.slice(1), 'true']).status === 0 ? through : null
}

/** A disk of a few megabytes that only programs run `through` it see. */
export interface SmallDisk {
  /** Where it is, for them. */
  readonly folder: string
  readonly through: readonly string[]
  /** Leaves no room on it. */
  fill(): Promise<void>
  /** Makes room again. */
  empty(): Promise<void>
  end(): Promise<void>
}

/** Makes a small disk in a mount namespace of its own; null where this machine does not allow it. */
export const smallDisk = async (folder: string, size: string): Promise<SmallDisk | null> => {
  await mkdir(folder)
  const script = `mount -t tmpfs -o size=${size} tmpfs "$1" && echo mounted && exec sleep 600`
  const holder = spawn('unshare', ['-Urm', 'sh', '-c', script, 'sh', folder], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<null>((resolve) => {
    holder.on('error', () => resolve(null))
    holder.on('exit', () => resolve(null))
  })
  const mounted = await Promise.race([once(holder.stdout, 'data'), ended])
  if (mounted === null || holder.pid === undefined) return null
  const through = ['nsenter', '-t', String(holder.pid), '-U', '-m', '--preserve-credentials']
  if (spawnSync(through[0] ?? '', [...through.slice(1), 'true']).status !== 0) {
    holder.kill('SIGKILL')
    return null
  }
  // The same folder, seen from out here.
  const inside = `/proc/${holder.pid}/root${folder}`
  const ballast = join(inside, 'ballast')
  return {
    folder,
    through,
    fill: async () => {
      const { bavail, bsize } = await statfs(inside)
      await writeFile(ballast, new Uint8Array(bavail * bsize))
    },
    empty: () => rm(ballast, { force: true }),
    end: async () => {
      holder.kill('SIGKILL')
      await ended
    },
  }
}
