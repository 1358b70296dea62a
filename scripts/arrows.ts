/**
 * Who may import whom: one row a room, read by the linter (`oxlint.config.ts`) and by the proof over the whole import
 * graph (`arrows.test.ts`). A folder that is not in this table fails that test, so a new room begins with its row.
 */

/** A room of the house. What it does not name in `may` or `types` it may not import. */
export interface Room {
  /** The folder, from the top of the project. */
  readonly folder: string
  /** Rooms it may import, by folder. */
  readonly may: readonly string[]
  /** Rooms of which it may import types only. Types are gone when the program runs, so they carry no power. */
  readonly types?: readonly string[]
  /** Of the packages in `ownedPackages`, those it may import. */
  readonly packages?: readonly string[]
  /** Of Node's own modules those a room without free hands may import. */
  readonly builtins?: readonly string[]
  /** Why the room sees no more than that. The linter prints it beside a forbidden import. */
  readonly why: string
}

const proof = 'core/proof'
const crypto = 'core/crypto'
const identity = 'core/identity'
const space = 'core/space'
const envelope = 'core/envelope'
const entry = 'core/entry'
const document = 'core/document'
const kinds = ['core/chat', 'core/ledger', 'core/channel']
const sync = 'core/sync'
const blob = 'core/blob'
const store = 'core/store'
const net = 'core/net'
const node = 'core/node'
const adapters = ['core/adapters/sqlite', 'core/adapters/libp2p', 'core/adapters/files', 'core/adapters/system']
const relay = 'sync-relay'
const lab = 'lab'

/** Rooms in which secrets are used or sealed things are read. Nothing a relay runs reaches one of them. */
const secretRooms: readonly string[] = [crypto, identity, space, entry, document, ...kinds]
/** Rooms that need no secret: all that a relay is made of, besides the adapters. */
const openRooms: readonly string[] = [proof, envelope, sync, blob, store, net]

const core = [...openRooms, ...secretRooms, node]
const pure = [proof, crypto, identity, space, envelope, entry, document, ...kinds]

const kind = (folder: string): Room => ({
  folder,
  may: [proof, crypto, identity, space, envelope, entry, document],
  why: 'a kind of document stands on core/document and below; kinds do not know each other, nor how anything is kept or sent',
})

/** The table. Within `core` the rows run from the ground up, and an arrow only ever points to an earlier row. */
export const rooms: readonly Room[] = [
  {
    folder: proof,
    may: [],
    builtins: ['node:crypto'],
    why: 'core/proof is what anybody, a relay too, may do: it stands on nothing',
  },
  {
    folder: envelope,
    may: [proof],
    why: 'core/envelope is the sealed form: a relay admits envelopes with it, so it must not be able to open one',
  },
  {
    folder: crypto,
    may: [proof],
    packages: ['tweetnacl'],
    builtins: ['node:crypto'],
    why: 'core/crypto is what needs a secret: it stands on core/proof alone',
  },
  {
    folder: identity,
    may: [proof, crypto],
    packages: ['@scure/bip39'],
    why: 'core/identity stands on keys and hashes; it knows no space',
  },
  {
    folder: space,
    may: [proof, crypto, identity],
    types: [envelope],
    why: 'core/space decides who may what before anything is opened; it names envelopes, and admits none',
  },
  {
    folder: entry,
    may: [proof, crypto, identity, space, envelope],
    why: 'core/entry opens envelopes; what is written inside is the business of the rooms above',
  },
  {
    folder: document,
    may: [proof, crypto, identity, space, envelope, entry],
    packages: ['@automerge/automerge'],
    why: 'core/document is the only room that touches Automerge, and knows no kind of document (D3)',
  },
  ...kinds.map(kind),
  {
    folder: net,
    may: [proof],
    why: 'core/net is a port: it says what a network is and knows nothing that travels on it',
  },
  {
    folder: store,
    may: [proof],
    types: pure,
    why: 'core/store is a port: it may name what is kept, but a relay keeps things too, so it takes types only',
  },
  {
    folder: sync,
    may: [proof, envelope, store, net],
    why: 'core/sync runs in a relay too, so it moves envelopes without being able to open one',
  },
  {
    folder: blob,
    may: [proof, envelope, store, net],
    why: 'core/blob runs in a relay too, so it moves chunks without being able to open one',
  },
  {
    folder: node,
    may: [...openRooms, ...secretRooms],
    why: 'core/node composes the rooms over ports: which database and which network is for the caller to say',
  },
  {
    folder: 'core/adapters/sqlite',
    may: openRooms,
    types: pure,
    packages: ['better-sqlite3'],
    why: 'an adapter does what its port says; a relay runs it too, so of rooms with secrets it sees types only',
  },
  {
    folder: 'core/adapters/libp2p',
    may: [proof, net],
    packages: ['libp2p'],
    why: 'an adapter does what its port says and knows nothing that travels on it',
  },
  {
    folder: 'core/adapters/system',
    may: [proof, net],
    why: 'an adapter does what its port says: here the clock, timers and randomness of this computer',
  },
  {
    folder: 'core/adapters/files',
    may: [proof, crypto, 'core/adapters/system'],
    types: [node, identity],
    why: 'an adapter does what its port says: here secrets and start counters in files of this user',
  },
  {
    folder: 'core/test',
    may: [...core, ...adapters, lab],
    why: 'stories are told in core, without the app: clock, randomness, disk and network are the simulator’s',
  },
  {
    folder: 'app/contract',
    may: [],
    types: core,
    why: 'the contract is read by the page and by scripts: it brings no code of core with it',
  },
  {
    folder: 'app/service',
    may: [...core, ...adapters, 'app/contract'],
    why: 'the node is the same behind a window, a page or a command, so it knows none of them',
  },
  {
    folder: 'app/pages',
    may: [],
    why: 'app/pages says which files a page is and what it may do, and is the same whoever serves them',
  },
  {
    folder: 'app/web',
    may: [...core, ...adapters, 'app/contract', 'app/service', 'app/pages'],
    why: 'the loopback server hands the contract over a socket; the page is files to it',
  },
  {
    folder: 'app/cli',
    may: [...core, ...adapters, 'app/contract', 'app/service', 'app/web', relay, lab],
    why: 'a command starts nodes, relays and labs; windows and pages are not its business',
  },
  {
    folder: 'app/main',
    may: ['app/contract', 'app/service', 'app/pages', proof, 'core/adapters/files'],
    packages: ['electron'],
    why: 'main, preload and renderer are three processes: what they share is the contract',
  },
  {
    folder: 'app/preload',
    may: ['app/contract'],
    packages: ['electron'],
    why: 'main, preload and renderer are three processes: what they share is the contract',
  },
  {
    folder: 'app/renderer',
    may: ['app/contract', 'core/chat/select', 'core/ledger/select', 'core/channel/select'],
    types: [proof, ...kinds],
    packages: ['react', 'react-dom', '@base-ui/react'],
    why: 'a page is shown what others wrote: it never holds keys, ports or adapters, only the contract and pure selectors',
  },
  {
    folder: relay,
    may: [...openRooms, ...adapters],
    why: 'a relay can read nothing: it is made of rooms that need no secret',
  },
  {
    folder: lab,
    may: [...core, ...adapters, relay],
    why: 'the lab runs the real core over modelled networks; windows and pages are not its business',
  },
  {
    folder: 'lab/bench',
    may: [...core, ...adapters, relay, lab, 'app/contract'],
    packages: ['better-sqlite3'],
    why: 'the bench measures the product as its users meet it, by its contract, beside raw floors',
  },
]

/** Packages that only the rooms naming them may import, each with what belongs to it. */
export const ownedPackages: Readonly<Record<string, readonly string[]>> = {
  tweetnacl: ['tweetnacl'],
  '@scure/bip39': ['@scure/*'],
  '@automerge/automerge': ['@automerge/*'],
  'better-sqlite3': ['better-sqlite3'],
  libp2p: ['libp2p', '@libp2p/*', '@chainsafe/*', '@multiformats/multiaddr'],
  react: ['react'],
  'react-dom': ['react-dom'],
  '@base-ui/react': ['@base-ui/*'],
  electron: ['electron'],
}

/** Whether the room is one whose clock, randomness, disk and network come in as parameters. */
export const hasTiedHands = (room: Room): boolean =>
  room.folder.startsWith('core/') && !room.folder.startsWith('core/adapters/') && room.folder !== 'core/test'
