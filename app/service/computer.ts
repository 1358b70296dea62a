import { accessSync, chmodSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { fileCounter, fileVault } from '#core/adapters/files/index.ts'
import { lockFile, openDatabase } from '#core/adapters/sqlite/index.ts'
import type { FileLock } from '#core/adapters/sqlite/index.ts'
import { makeFolder, realClock, systemRandom } from '#core/adapters/system/index.ts'
import { reveal } from '#core/crypto/index.ts'
import type { Clock } from '#core/net/index.ts'
import {
  examine as examineNode,
  isBackup as beginsAsBackup,
  nodeSchema,
  openNode as openMessenger,
  rebuild as rebuildNode,
} from '#core/node/index.ts'
import type { DocumentEngine, Finding, Messenger, Node, StartError, Vault } from '#core/node/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { Database, StoreError } from '#core/store/index.ts'
import { databaseCopy, finishRestore, stageBackup } from './backup.ts'
import type { RestoreRefusal } from './backup.ts'
import { configFolder } from './folders.ts'
import { beginWipe, finishWipe } from './wipe.ts'

/** Why a node does not start on this computer. */
export type ComputerRefusal =
  | { readonly type: 'FolderMissing' | 'FolderReadOnly' | 'FolderUnusable'; readonly folder: string }
  | { readonly type: 'FolderInUse'; readonly folder: string; readonly pid: number | null }
  | { readonly type: 'DatabaseForeign' | 'DatabaseNewer'; readonly file: string }
  | { readonly type: 'DatabaseDamaged'; readonly file: string; readonly detail: string }
  | {
      readonly type: 'KeysMissing' | 'KeysUnreadable' | 'KeysDamaged' | 'KeysOfOther' | 'KeysSealed'
      readonly file: string
    }
  | { readonly type: 'DiskFull' | 'DiskFailed'; readonly folder: string }

export interface ComputerOptions {
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
  /** Where secrets are kept; left out: a file in the folder that only the user can read (I2). */
  readonly vault?: Vault
  /** The clock; left out: this computer's. Another one makes a past (`dure demo`). */
  readonly clock?: Clock
  /** Where the copies of the start counters lie (I4); left out: in this user's configuration folder. */
  readonly counters?: string
}

/** A node on this computer: its folder is held, its store is open, and it answers; its network may come later. */
export interface ComputerNode {
  readonly messenger: Messenger
  readonly peer: string
  startNetwork(): Promise<void>
  /** A backup under a passphrase, made while it is read (I4). */
  readonly backup: (
    passphrase: string,
  ) => Result<{ readonly chunks: AsyncIterable<Uint8Array> }, { readonly type: 'NoAccount' }>
  /** Takes in a backup: when it answers, the folder is to be closed, and whoever opens it next has what was in it (I4). */
  readonly beginRestore: (
    source: AsyncIterable<Uint8Array>,
    passphrase: string,
  ) => Promise<Result<void, RestoreRefusal>>
  /** Begins to wipe the folder: from now on it is to be closed, and whoever opens it next finds nothing. */
  beginWipe(): Result<void, { readonly type: 'DiskFull' | 'DiskFailed' }>
  close(): Promise<void>
}

const DATABASE = 'dure.sqlite'
/** The file of secrets in a data folder (I2). */
export const KEYS = 'keys'
const LOCK = 'lock'

/** Opens the node whose data is in a folder. libp2p and Automerge are not loaded yet. */
export function openNode(options: ComputerOptions): Promise<Result<ComputerNode, ComputerRefusal>> {
  return Promise.resolve(openNow(options))
}

function openNow(options: ComputerOptions): Result<ComputerNode, ComputerRefusal> {
  const { folder, network, log } = options
  const held = holdFolder(folder, options.mayMake)
  if (!held.ok) return held
  const { db, lock } = held.value
  const claims: FileLock[] = []
  const opened = openSafely(() => openOver(options, db, network?.relays ?? [], claims), folder)
  const letGo = (): void => {
    db.close()
    for (const claim of claims) claim.release()
    lock.release()
  }
  if (!opened.ok) {
    letGo()
    return opened
  }
  const node = opened.value
  if (network === null) node.goWithoutNetwork()
  const net = network === null ? null : keepNetwork(node, network, log)
  return ok({
    messenger: node,
    peer: node.identity().peer,
    startNetwork: () => net?.start() ?? Promise.resolve(),
    backup: (passphrase) => {
      const chunks = node.backup(passphrase, databaseCopy(folder))
      return chunks === null ? fail({ type: 'NoAccount' }) : ok({ chunks })
    },
    beginRestore: (source, passphrase) => stageBackup(folder, node, source, passphrase),
    beginWipe: () => {
      const account = node.account.get()
      return account === null ? ok(undefined) : beginWipe(folder, account.device)
    },
    close: async () => {
      node.finishTalk()
      await net?.stop()
      node.finishQuietWork()
      node.stop()
      letGo()
    },
  })
}

/** Damage that is met while opening is a reason not to start, and no fault of ours. */
function openSafely(open: () => Result<Node, ComputerRefusal>, folder: string): Result<Node, ComputerRefusal> {
  try {
    return open()
  } catch (thrown) {
    if (thrown instanceof StoreFault) return fail(storeRefusal(thrown.error, folder))
    throw thrown
  }
}

/** Holds a file for as long as this process runs as the device (I4). */
function holdFile(file: string, claims: FileLock[]): boolean {
  const lock = lockFile(file)
  if (lock.ok) claims.push(lock.value)
  return lock.ok || lock.error.type !== 'StoreBusy'
}

function openOver(
  options: ComputerOptions,
  db: Database,
  relays: readonly string[],
  claims: FileLock[],
): Result<Node, ComputerRefusal> {
  const { folder } = options
  const keys = join(folder, KEYS)
  const ports = {
    db,
    vault: options.vault ?? fileVault(keys),
    counter: fileCounter(options.counters ?? countersFolder(), (file) => holdFile(file, claims)),
    clock: options.clock ?? realClock(),
    random: systemRandom,
    deviceName: hostname().slice(0, LONGEST_DEVICE_NAME) || 'computer',
  }
  const opened = openMessenger(ports, { relays, engine: loadEngine })
  return opened.ok ? opened : fail(startRefusal(opened.error, folder, keys))
}

/** Characters of a computer's name that a certificate holds. */
const LONGEST_DEVICE_NAME = 64

/** Takes a folder for this process alone, and opens what is in it. */
function holdFolder(
  folder: string,
  mayMake: boolean,
): Result<{ readonly db: Database; readonly lock: FileLock }, ComputerRefusal> {
  const there = checkFolder(folder, mayMake)
  if (!there.ok) return there
  const lock = lockFile(join(folder, LOCK))
  if (!lock.ok) {
    if (lock.error.type === 'StoreBusy') return fail({ type: 'FolderInUse', folder, pid: null })
    return fail(storeRefusal(lock.error, folder))
  }
  try {
    finishWipe(folder, countersFolder())
    finishRestore(folder)
  } catch {
    // Half of an account is none that anybody may go on with.
    lock.value.release()
    return fail({ type: 'DiskFailed', folder })
  }
  const db = openPrivate(join(folder, DATABASE))
  if (db.ok) return ok({ db: db.value, lock: lock.value })
  lock.value.release()
  return fail(storeRefusal(db.error, folder))
}

/** Opens the database in a file that only this user can read; what SQLite puts beside it is made likewise. */
function openPrivate(file: string): ReturnType<typeof openDatabase> {
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'wx', PRIVATE))
    else if (process.platform !== 'win32') chmodSync(file, PRIVATE)
  } catch {
    // What stands in the way is said by opening it.
  }
  return openDatabase(file, nodeSchema)
}

const PRIVATE = 0o600

function checkFolder(folder: string, mayMake: boolean): Result<void, ComputerRefusal> {
  try {
    if (!existsSync(folder)) {
      if (!mayMake) return fail({ type: 'FolderMissing', folder })
      makeFolder(folder)
    }
    if (!statSync(folder).isDirectory()) return fail({ type: 'FolderUnusable', folder })
    accessSync(folder, constants.R_OK | constants.W_OK)
    return ok(undefined)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return fail({ type: 'FolderReadOnly', folder })
    if (code === 'ENOSPC') return fail({ type: 'DiskFull', folder })
    return fail({ type: 'FolderUnusable', folder })
  }
}

function storeRefusal(error: StoreError, folder: string): ComputerRefusal {
  const file = join(folder, DATABASE)
  switch (error.type) {
    case 'StoreForeign':
      return { type: 'DatabaseForeign', file }
    case 'StoreNewer':
      return { type: 'DatabaseNewer', file }
    case 'StoreDamaged':
      return { type: 'DatabaseDamaged', file, detail: error.detail }
    case 'StoreReadOnly':
      return { type: 'FolderReadOnly', folder }
    case 'StoreFull':
      return { type: 'DiskFull', folder }
    case 'StoreBusy':
      return { type: 'FolderInUse', folder, pid: null }
    case 'StoreUnreadable':
      return { type: 'DiskFailed', folder }
  }
}

function startRefusal(error: StartError, folder: string, keys: string): ComputerRefusal {
  switch (error.type) {
    case 'SecretsLost':
      return { type: 'KeysMissing', file: keys }
    case 'VaultSealed':
      return { type: 'KeysSealed', file: keys }
    case 'VaultUnreadable':
      return { type: 'KeysUnreadable', file: keys }
    case 'VaultMalformed':
    case 'SecretsMalformed':
      return { type: 'KeysDamaged', file: keys }
    case 'AccountOfOther':
      return { type: 'KeysOfOther', file: keys }
    case 'VaultNotKept':
      return error.detail === 'ENOSPC' ? { type: 'DiskFull', folder } : { type: 'FolderReadOnly', folder }
    case 'DatabaseLost':
      return {
        type: 'DatabaseDamaged',
        file: join(folder, DATABASE),
        detail: 'it is empty, and the words are needed to fill it again',
      }
    default:
      return storeRefusal(error, folder)
  }
}

/** Where the copies of the start counters lie (I4). */
const countersFolder = (): string =>
  join(configFolder({ platform: process.platform, env: process.env, home: homedir() }), 'starts')

/** Automerge is loaded at the first quiet moment that needs it. */
async function loadEngine(): Promise<DocumentEngine> {
  const { loadAutomerge, buildDocument } = await import('#core/document/automerge/index.ts')
  return { automerge: await loadAutomerge(), buildDocument }
}

interface KeptNetwork {
  start(): Promise<void>
  stop(): Promise<void>
}

/** A port that is taken, or an address that this computer has not yet, may be free, or there, in a moment. */
const NETWORK_AGAIN_MS = 5_000

/** Runs the network as whoever the node is: begins with the account, and anew when another device goes on (I4). */
function keepNetwork(
  node: Node,
  options: NonNullable<ComputerOptions['network']>,
  log: ComputerOptions['log'],
): KeptNetwork {
  let running: { stop(): Promise<void> } | null = null
  let isStopped = false
  let turn = Promise.resolve()
  let cancelRetry = (): void => {}
  const clock = realClock()

  const beginInTurn = (): void => {
    cancelRetry()
    turn = turn.then(begin).catch((thrown: unknown) => log(`the network failed: ${String(thrown)}`))
  }
  const begin = async (): Promise<void> => {
    node.disconnect()
    await running?.stop()
    running = null
    if (isStopped) return
    const { createNet } = await import('#core/adapters/libp2p/index.ts')
    const { listen, mdns } = options
    const net = await createNet({
      seed: reveal(node.identity().seed),
      listen,
      mdns,
      clock,
      random: systemRandom,
      log: (event, facts) => log(facts ? `${event} ${JSON.stringify(facts)}` : event),
    })
    const started = await net.start()
    if (!started.ok) {
      log(`the network did not start, and is tried again: ${JSON.stringify(started.error)}`)
      await net.stop()
      if (!isStopped) cancelRetry = clock.after(NETWORK_AGAIN_MS, beginInTurn)
      return
    }
    running = net
    node.connect(net)
  }
  node.onNetworkWanted(beginInTurn)
  return {
    start: () =>
      new Promise((resolve) => {
        node.onIdentity(() => {
          beginInTurn()
          turn.then(resolve, resolve)
        })
        if (node.account.get() === null) resolve()
      }),
    stop: async () => {
      isStopped = true
      cancelRetry()
      node.disconnect()
      await turn
      await running?.stop()
    },
  }
}

/** What a doctor found in a folder. */
export interface FolderReport {
  readonly checked: Readonly<Record<string, number>>
  readonly findings: readonly { readonly type: string; readonly [fact: string]: string | number | null }[]
  readonly rebuilt: readonly string[]
}

/** Examines a data folder, and with `rebuild` makes its caches anew first (D8, D9). No network. */
export async function examine(options: {
  readonly folder: string
  readonly rebuild: boolean
  readonly log: (line: string) => void
}): Promise<Result<FolderReport, ComputerRefusal>> {
  const held = holdFolder(options.folder, false)
  if (!held.ok) return held
  const { db, lock } = held.value
  const claims: FileLock[] = []
  let node: Node | null = null
  try {
    const opened = openOver({ ...options, mayMake: false, network: null }, db, [], claims)
    if (!opened.ok) return opened
    node = opened.value
    const documents = await import('#core/document/automerge/index.ts')
    const reader = { ...documents, automerge: await documents.loadAutomerge() }
    if (options.rebuild) rebuildNode(node.state)
    node.finishQuietWork()
    const { findings, ...checked } = examineNode(node.state, reader)
    return ok({
      checked,
      findings: findings.map(flat),
      rebuilt: options.rebuild ? ['projections', 'search words', 'documents'] : [],
    })
  } catch (thrown) {
    if (thrown instanceof StoreFault) return fail(storeRefusal(thrown.error, options.folder))
    // Rows that nobody could have written: where a doctor stumbles, the database is damaged.
    if (!(thrown instanceof Error)) throw thrown
    return fail({ type: 'DatabaseDamaged', file: join(options.folder, DATABASE), detail: thrown.message })
  } finally {
    node?.stop()
    db.close()
    for (const claim of claims) claim.release()
    lock.release()
  }
}

const flat = (finding: Finding): FolderReport['findings'][number] => ({ ...finding })

/** Whether a file begins as a backup of any version does. */
export async function isBackup(file: string): Promise<boolean> {
  const handle = await openFile(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(32), 0, 32, 0)
    return beginsAsBackup(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}
