import type { ConfigError } from './config/index.ts'
import { configErrorSentence } from './config/index.ts'

/** Why a relay cannot start. Facts; `refusalSentence` has the words for who runs it. */
export type RelayRefusal =
  | { readonly type: 'FolderReadOnly' | 'FolderUnusable'; readonly folder: string }
  | { readonly type: 'FolderInUse'; readonly folder: string; readonly pid: number | null }
  | { readonly type: 'DatabaseForeign' | 'DatabaseNewer'; readonly file: string }
  | { readonly type: 'DatabaseDamaged'; readonly file: string; readonly detail: string }
  | { readonly type: 'KeysMissing' | 'KeysUnreadable'; readonly file: string }
  | { readonly type: 'DiskFull' | 'DiskFailed'; readonly folder: string }
  | { readonly type: 'AddressInvalid'; readonly address: string; readonly detail: string }
  | { readonly type: 'ListenFailed'; readonly address: string; readonly detail: string }
  | { readonly type: 'FileMissing'; readonly file: string }
  | { readonly type: 'ConfigInvalid'; readonly file: string; readonly detail: string }

/** The file does not say what a relay can do. All that is wrong with it at once. */
export const configInvalid = (file: string, errors: readonly ConfigError[]): RelayRefusal => ({
  type: 'ConfigInvalid',
  file,
  detail: errors.map(configErrorSentence).join('; '),
})

/** What is wrong and how to mend it. */
export function refusalSentence(refusal: RelayRefusal): string {
  switch (refusal.type) {
    case 'FolderReadOnly':
      return `The data folder ${refusal.folder} cannot be written to. Change its permissions, or name another with --data.`
    case 'FolderUnusable':
      return `${refusal.folder} is no folder and cannot be made one. Name another with --data.`
    case 'FolderInUse': {
      const whose = refusal.pid === null ? '' : ` (process ${refusal.pid})`
      return `The data folder ${refusal.folder} is in use by another relay${whose}. End it first, or name another with --data.`
    }
    case 'DatabaseForeign':
      return `${refusal.file} is not a relay's database. Nothing was changed. Name another folder with --data.`
    case 'DatabaseNewer':
      return `${refusal.file} was written by a newer Dure. Nothing was changed. Install that version or a later one.`
    case 'DatabaseDamaged':
      return (
        `${refusal.file} is damaged (${refusal.detail}). Put it back from a backup, or move it away and start with an ` +
        'empty one: what it held comes again from the people who use this relay.'
      )
    case 'KeysMissing':
      return (
        `The relay's key ${refusal.file} is gone, and with it the address under which people know this relay. Put it back ` +
        'from a backup, or move the database beside it away to begin as a new relay.'
      )
    case 'KeysUnreadable':
      return `The relay's key ${refusal.file} cannot be read, or is no key. Check its permissions, or put it back from a backup.`
    case 'DiskFull':
      return `The disk that holds ${refusal.folder} is full. Nothing was lost. Make room, then start again.`
    case 'DiskFailed':
      return `The disk that holds ${refusal.folder} refuses to be read or written. Check it, then start again.`
    case 'AddressInvalid':
      return `${refusal.address} is no address (${refusal.detail}). It should look like /ip4/0.0.0.0/tcp/4001.`
    case 'ListenFailed':
      return `Cannot listen on ${refusal.address} (${refusal.detail}). End what uses it, or name another address.`
    case 'FileMissing':
      return `${refusal.file} cannot be read. Check its name and permissions.`
    case 'ConfigInvalid':
      return `${refusal.file} cannot be used: ${refusal.detail}.`
  }
}

/** 2: what was asked for is wrong, so trying again is of no use before it is changed. 1: it could not be done now. */
export const exitCodeOf = ({ type }: RelayRefusal): 1 | 2 =>
  type === 'ConfigInvalid' || type === 'AddressInvalid' || type === 'FileMissing' ? 2 : 1
