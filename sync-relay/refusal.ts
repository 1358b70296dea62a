import type { ConfigError } from './config/index.ts'
import { configErrorSentence } from './config/index.ts'

/** Why a relay cannot start. Facts: the words for who runs it are the command's, but for what relay.yaml says wrong. */
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
