import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { strict } from './strict.ts'

/**
 * `safeStorage` with a keychain that is a file outside of the app's folders, named by `ELECTRON_DOUBLE_KEYCHAIN`. Without
 * it there is none, and the backend is `basic_text`, as on a bare Linux. It proves nothing of real keychains.
 */
const keychain = process.env['ELECTRON_DOUBLE_KEYCHAIN']

/** Bytes of AES-256-GCM: key, nonce, tag. */
const [KEY, NONCE, TAG] = [32, 12, 16]

const key = (): Buffer => {
  if (keychain === undefined) throw new Error('electron-double: there is no keychain')
  if (!existsSync(keychain)) writeFileSync(keychain, randomBytes(KEY), { mode: 0o600 })
  return readFileSync(keychain)
}

const encrypt = (text: string): Buffer => {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key(), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

const decrypt = (sealed: Buffer): string => {
  const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, NONCE))
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG))
  return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString()
}

export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: () => Promise.resolve(keychain !== undefined),
  getSelectedStorageBackend: () => (keychain === undefined ? 'basic_text' : 'gnome_libsecret'),
  encryptStringAsync: async (text: string) => encrypt(text),
  decryptStringAsync: async (sealed: Buffer) => ({ result: decrypt(sealed), shouldReEncrypt: false }),
})
