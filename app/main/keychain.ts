import { readFileSync } from 'node:fs'
import type { SafeStorage } from 'electron'
import { writeDurably } from '#core/adapters/files/index.ts'

/** What of Electron's `safeStorage` is used: the asynchronous half, and which keychain stands behind it on Linux. */
export type Storage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

/** Bytes of the key that the secrets are sealed under. */
const KEY_BYTES = 32

export interface KeychainPorts {
  readonly storage: Storage
  readonly platform: NodeJS.Platform
  /** Where the sealed key lies. */
  readonly file: string
  readonly random: (length: number) => Uint8Array
  /** Told why the keychain gives no key; holds no secret. */
  readonly log: (line: string) => void
}

/** Whether there is a keychain worth the name: on Linux it may be a password that everybody knows (`basic_text`). */
export const hasKeychain = async ({
  storage,
  platform,
}: Pick<KeychainPorts, 'storage' | 'platform'>): Promise<boolean> => {
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())) return false
  try {
    return await storage.isAsyncEncryptionAvailable()
  } catch {
    return false
  }
}

/**
 * The key that the keychain guards: 32 random bytes that lie in a file, sealed by `safeStorage`. Made when there is none
 * and `mayMake`; what was made is opened again before it counts. Null: no keychain, or it does not open the file.
 */
export const openKeychain = async (ports: KeychainPorts, mayMake: boolean): Promise<Uint8Array | null> => {
  if (!(await hasKeychain(ports))) return null
  const sealed = readIfThere(ports.file)
  if (sealed === null) return mayMake ? makeKey(ports) : null
  try {
    const { result, shouldReEncrypt } = await ports.storage.decryptStringAsync(sealed)
    const key = keyOf(result)
    if (shouldReEncrypt && key !== null) await keep(ports, result)
    return key
  } catch (error) {
    ports.log(`the keychain did not open the key: ${error instanceof Error ? error.name : 'for no reason it told'}`)
    return null
  }
}

const makeKey = async (ports: KeychainPorts): Promise<Uint8Array | null> => {
  const key = ports.random(KEY_BYTES)
  try {
    const isKept = await keep(ports, Buffer.from(key).toString('base64'))
    return isKept ? key : null
  } catch (error) {
    ports.log(`the keychain took no key: ${error instanceof Error ? error.name : 'for no reason it told'}`)
    return null
  }
}

/** Seals a key into the file, unless it could not be opened again. */
const keep = async ({ storage, file }: KeychainPorts, key: string): Promise<boolean> => {
  const sealed = await storage.encryptStringAsync(key)
  const { result } = await storage.decryptStringAsync(sealed)
  if (result !== key) return false
  writeDurably(file, new Uint8Array(sealed))
  return true
}

const keyOf = (text: string): Uint8Array | null => {
  const key = new Uint8Array(Buffer.from(text, 'base64'))
  return key.length === KEY_BYTES ? key : null
}

const readIfThere = (file: string): Buffer | null => {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
