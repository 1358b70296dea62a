/** What the commands need of the node and the relay. Each is loaded when a command needs it, and not before. */

import type { Result } from '#core/proof/result.ts'
import type { Clock } from '#core/net/index.ts'
import type { Messenger, RestoreRefusal } from '#app/service/index.ts'

/** Why a command cannot start. Facts; `start.ts` has the sentences. */
export type StartRefusal =
  | { readonly type: 'FolderMissing' | 'FolderReadOnly' | 'FolderUnusable'; readonly folder: string }
  | {
      readonly type: 'FolderInUse'
      readonly folder: string
      /** Whose, where it is known. */ readonly pid: number | null
    }
  | { readonly type: 'DatabaseForeign' | 'DatabaseNewer'; readonly file: string }
  | { readonly type: 'DatabaseDamaged'; readonly file: string; readonly detail: string }
  | {
      readonly type: 'KeysMissing' | 'KeysUnreadable' | 'KeysDamaged' | 'KeysOfOther' | 'KeysSealed'
      readonly file: string
    }
  | { readonly type: 'DiskFull' | 'DiskFailed'; readonly folder: string }
  | { readonly type: 'AddressInvalid'; readonly address: string; readonly detail: string }
  | { readonly type: 'ListenFailed'; readonly address: string; readonly detail: string }
  | { readonly type: 'PortInUse' | 'PortForbidden'; readonly port: number }
  | { readonly type: 'ConfigInvalid'; readonly file: string; readonly detail: string }
  | { readonly type: 'PassphraseMissing' | 'PassphraseTooShort' }
  | { readonly type: 'FileExists' | 'FileMissing' | 'FileUnwritable'; readonly file: string }

export interface NodeOptions {
  readonly folder: string
  /** Whether the folder may be made; else it must be there. */
  readonly mayMake: boolean
  /** Null: no network at all. */
  readonly network: {
    readonly listen: readonly string[]
    readonly relays: readonly string[]
    readonly mdns: boolean
  } | null
  /** One short line for people; never a secret or a text somebody wrote. */
  readonly log: (line: string) => void
  /** The clock; left out: this computer's. */
  readonly clock?: Clock
  /** Where the copies of the start counters lie; left out: in this user's configuration folder. */
  readonly counters?: string
}

/** A node whose store is open. It answers; libp2p and Automerge are not loaded yet. */
export interface RunningNode {
  readonly messenger: Messenger
  /** This device's peer id, as others see it. */
  readonly peer: string
  /** Brings the network up. Failures are logged and shown in `network.status`: a node without a network still works. */
  startNetwork(): Promise<void>
  /** A backup under a passphrase, made while it is read. */
  readonly backup: (
    passphrase: string,
  ) => Result<{ readonly chunks: AsyncIterable<Uint8Array> }, { readonly type: 'NoAccount' }>
  /** Takes in a backup: closed and opened again, the folder has what was in it. */
  readonly beginRestore: (
    source: AsyncIterable<Uint8Array>,
    passphrase: string,
  ) => Promise<Result<void, RestoreRefusal>>
  /** Begins to wipe the folder: closed and opened again, it holds nothing. */
  beginWipe(): Result<void, { readonly type: 'DiskFull' | 'DiskFailed' }>
  /** Ends everything; what was acknowledged is on disk already. */
  close(): Promise<void>
}

/** What `dure doctor` found. */
export interface Examination {
  /** How many of what were looked at: `{ envelopes: 12034, documents: 3 }`. */
  readonly checked: Readonly<Record<string, number>>
  readonly findings: readonly { readonly type: string; readonly [fact: string]: string | number | null }[]
  /** What was made anew, with `--rebuild`. */
  readonly rebuilt: readonly string[]
}

export interface NodePart {
  /** Whether a file begins as a backup does. */
  isBackup(file: string): Promise<boolean>
  openNode(options: NodeOptions): Promise<Result<RunningNode, StartRefusal>>
  examine(options: {
    readonly folder: string
    readonly rebuild: boolean
    readonly log: (line: string) => void
  }): Promise<Result<Examination, StartRefusal>>
}

export interface RunningRelay {
  readonly peer: string
  readonly multiaddrs: readonly string[]
  /** Where its metrics are read; null if they are off. */
  readonly metrics: string | null
  close(): Promise<void>
}

export interface RelayPart {
  openRelay(options: {
    readonly folder: string
    readonly listen: readonly string[]
    readonly configFile: string | null
    readonly log: (line: string) => void
  }): Promise<Result<RunningRelay, StartRefusal>>
}

export interface Parts {
  readonly node: () => Promise<NodePart>
  readonly relay: () => Promise<RelayPart>
}
