import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { realClock, systemRandom } from '#core/adapters/system/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { defaultConfig, readConfig } from './config/index.ts'
import type { RelayConfig } from './config/index.ts'
import { CONFIG, openRelayFolder } from './folder.ts'
import { configInvalid } from './refusal.ts'
import type { RelayRefusal } from './refusal.ts'
import { startRelay } from './relay.ts'
import type { RunningRelay } from './relay.ts'

/** Where a relay lives, and what the command line says about it. */
export interface RelayOptions {
  /** The data folder, made if it is not there. */
  readonly folder: string
  /** Multiaddrs; none: those of the settings. */
  readonly listen: readonly string[]
  /** Null: `relay.yaml` in the data folder if it is there. */
  readonly configFile: string | null
  /** One short line for who runs it; no peer, no log and no address, unless the settings say so. */
  readonly log: (line: string) => void
}

/** Opens a data folder and starts its relay. Close it to end both. */
export async function openRelay({
  folder,
  listen,
  configFile,
  log,
}: RelayOptions): Promise<Result<RunningRelay, RelayRefusal>> {
  const file = configFile ?? join(folder, CONFIG)
  const config = loadConfig(file, configFile !== null)
  if (!config.ok) return config
  const random = systemRandom
  const opened = openRelayFolder(folder, random)
  if (!opened.ok) return opened
  const started = await startRelay({
    config: listen.length > 0 ? { ...config.value, listen } : config.value,
    configFile: file,
    folder: opened.value,
    clock: realClock(),
    random,
    log,
  })
  if (!started.ok) {
    opened.value.close()
    return started
  }
  return ok({
    ...started.value,
    close: async () => {
      await started.value.close()
      opened.value.close()
    },
  })
}

function loadConfig(file: string, mustBeThere: boolean): Result<RelayConfig, RelayRefusal> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return isMissing && !mustBeThere ? ok(defaultConfig) : fail({ type: 'FileMissing', file })
  }
  const config = readConfig(text)
  return config.ok ? config : fail(configInvalid(file, config.error))
}
