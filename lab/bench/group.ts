import { join } from 'node:path'
import { derive, signingKeyFromSeed, signStatement } from '#core/crypto/index.ts'
import { sealEntry } from '#core/entry/index.ts'
import type { Entry } from '#core/entry/index.ts'
import {
  ADMISSION,
  chainIds,
  encodeRun,
  ENVELOPE_SIGNATURE,
  feedIdOf,
  feedKeyOf,
  NO_PREV,
} from '#core/envelope/index.ts'
import type { Run, RunItem } from '#core/envelope/index.ts'
import { cardToLink, createAccount, makeCard, newDevice } from '#core/identity/index.ts'
import type { AccountSecrets, DeviceSecrets } from '#core/identity/index.ts'
import { composeChain } from '#core/node/acts.ts'
import { commit } from '#core/node/commit.ts'
import { feedsOf } from '#core/node/feeds.ts'
import { readRun } from '#core/node/replica.ts'
import { carry, rotateNow } from '#core/node/rotate.ts'
import { addOperations, makeSpace } from '#core/node/spaces.ts'
import type { LogHandle, NodeState, SpaceHandle } from '#core/node/state.ts'
import { takeRuns } from '#core/node/take.ts'
import { idToBytes } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { createSpace, extend, resolve, signOperation } from '#core/space/index.ts'
import type { Operation, OperationBody } from '#core/space/index.ts'
import type { Bench } from './bench.ts'
import { atMost, figuresOf, grouped, median } from './figures.ts'
import { homeAt, openHome } from './home.ts'
import type { Figure, Row } from './types.ts'

const MEMBERS = 500
const OPERATIONS = 10_000
const KIB = 1024
/** Rounds of which the middle is told. */
const ROUNDS = 5

/** Groups at their largest: adding and removing one of five hundred, and deciding about ten thousand operations. */
export const group: Row = {
  name: 'group',
  measure: (bench) => Promise.resolve([...measureMembers(bench), ...measureResolving()]),
}

const figure = figuresOf('group')

function timed(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

interface Member {
  readonly account: AccountSecrets
  readonly devices: readonly DeviceSecrets[]
}

/** Somebody with two devices. */
function memberOf(state: NodeState, at: At): Member {
  const { account, device } = createAccount({ random: state.random, at, deviceName: 'laptop' })
  const { key, statement } = account.certifier
  if (key === null) throw new Error('who makes an account can certify')
  const other = newDevice({ random: state.random, at, certifier: { statement, key }, name: 'desktop' })
  return { account, devices: [device, other] }
}

function measureMembers(bench: Bench): Figure[] {
  const { node, close } = openHome(homeAt(join(bench.folder, 'group')))
  const { state } = node
  if (!node.account.create({ name: 'Bora' }).ok) throw new Error('the account is made')
  const at = (Date.now() * 1000) as At
  const members = Array.from({ length: MEMBERS - 1 + ROUNDS }, () => memberOf(state, at))
  const space = gather(state, members.slice(0, MEMBERS - 1), at)
  for (const { account, devices } of members.slice(MEMBERS - 1)) befriend(node, account, devices[0])
  const removing: number[] = []
  const removal: number[] = []
  const adding: number[] = []
  const addition: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const out = members[round + 1]?.account.account ?? ''
    const into = members[MEMBERS - 1 + round]?.account.account ?? ''
    let before = saidBy(state, space)
    removing.push(timed(() => must(node.space.removeMember({ space: space.id, account: out }))))
    removal.push(saidBy(state, space) - before)
    before = saidBy(state, space)
    adding.push(timed(() => must(node.space.invite({ space: space.id, accounts: [into] }))))
    addition.push(saidBy(state, space) - before)
  }
  close()
  return [
    figure(`removing one of ${MEMBERS} members with two devices each`, median(removing), 'ms', atMost(500)),
    figure('what that puts on the wire', median(removal) / KIB, 'KiB', atMost(120)),
    figure('adding one', median(adding), 'ms', atMost(500)),
    figure('what that puts on the wire besides the welcome', median(addition) / KIB, 'KiB', atMost(120)),
  ]
}

const must = (outcome: { readonly ok: boolean }): void => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
}

/** A group of all these with this node's account as its owner, and every device of theirs there. */
function gather(state: NodeState, members: readonly Member[], at: At): SpaceHandle {
  const made = commit(state, (db) => {
    const { me } = state
    if (!me) throw new Error('there is an account')
    const create = createSpace({ device: me.device, at, random: state.random, kind: 'group', title: 'Village' })
    const space = makeSpace(state, db, 'group', [create])
    const bodies = members.map(
      ({ account: { account, letter } }) =>
        ({ kind: 'add-member', account, role: 'member', letterKey: letter.publicKey, invite: null }) as const,
    )
    const adds = composeChain(state, me, space, bodies)
    addOperations(state, db, space, adds)
    const log = rotateNow(state, db, me, space)
    if (!log) throw new Error('all letter keys are known')
    for (const operation of [create, ...adds]) carry(state, db, me, space, log, operation)
    const runs = members.flatMap(({ account, devices }) =>
      devices.map((device) => opening(state, log, space, account, device, at)),
    )
    takeRuns(state, db, log.id, runs, 'bundle')
    return space
  })
  if (!made.ok) throw new Error(made.error.type)
  return made.value
}

/** The first envelope of a device's feed. */
function opening(
  state: NodeState,
  log: LogHandle,
  space: SpaceHandle,
  account: AccountSecrets,
  device: DeviceSecrets,
  at: At,
): Run {
  const key = signingKeyFromSeed(derive(device.seed, 'dure/feed/v1', idToBytes(log.id), 0))
  const feed = feedIdOf(key.publicKey)
  const bind = signStatement(device.signing, 'dure/open/v1', [idToBytes(feed), idToBytes(log.id)])
  const reach = {
    letterKey: account.letter.publicKey,
    inboxKey: account.inbox.publicKey,
    relays: [],
    ticket: state.random(16),
  }
  const { certificate } = device
  const open = {
    kind: 'open',
    account: account.account,
    certificate,
    bind,
    generation: 0,
    ends: [],
    name: 'x',
    reach,
  } as const
  const entry: Entry = { v: 1, at, ctrl: space.state.heads, body: open }
  const nonce = state.random(24)
  const admit = signStatement(log.write, ADMISSION, [feedKeyOf(feed)])
  const item: RunItem = { v: 1, nonce, box: sealEntry(entry, log.content, nonce), admit, sig: null }
  const [id] = chainIds(feed, 0, NO_PREV, [item])
  if (id === undefined) throw new Error('one item has one id')
  return { feed, low: 0, prev: NO_PREV, items: [{ ...item, sig: signStatement(key, ENVELOPE_SIGNATURE, [id]) }] }
}

/** Makes somebody a contact of the node by her card. */
function befriend(
  node: ReturnType<typeof openHome>['node'],
  account: AccountSecrets,
  device: DeviceSecrets | undefined,
) {
  if (!device) throw new Error('she has a device')
  const reach = {
    letterKey: account.letter.publicKey,
    inboxKey: account.inbox.publicKey,
    relays: [],
    ticket: new Uint8Array(16),
  }
  const card = makeCard({ device, name: 'Newcomer', reach, addresses: [], once: false })
  must(node.contact.add({ link: cardToLink(card) }))
}

/** Bytes of all that this device has said in a space, as it travels. */
function saidBy(state: NodeState, space: SpaceHandle): number {
  let bytes = 0
  for (const log of space.logs.values())
    for (const feed of feedsOf(state.db, log).values()) {
      const high = feed.runs.at(-1)?.high
      if (feed.speaker?.device !== state.me?.device.device || high === undefined) continue
      const run = readRun(state.db, feed, 0, high, Infinity, 'low')
      if (run) bytes += encodeRun(run).length
    }
  return bytes
}

/** A group’s history of so many operations: fifty people who are added, removed, made admins and not, and added again. */
function history(): Operation[] {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const at = (Date.now() * 1000) as At
  const owner = createAccount({ random, at, deviceName: 'laptop' })
  const people = Array.from({ length: 50 }, () => createAccount({ random, at, deviceName: 'laptop' }))
  const create = createSpace({ device: owner.device, at, random, kind: 'group', title: 'Village' })
  const operations = [create]
  const say = (body: Exclude<OperationBody, { kind: 'create' }>): void => {
    const ctrl = [operations.at(-1)?.id ?? create.id]
    const { device } = owner
    operations.push(signOperation({ space: create.space, device, ctrl, at, body, certifier: null }))
  }
  for (let n = 0; operations.length < OPERATIONS + 1; n++) {
    const person = people[n % people.length]
    if (!person) throw new Error('there are people')
    const { account, letter } = person.account
    say({ kind: 'add-member', account, role: 'member', letterKey: letter.publicKey, invite: null })
    if (n % 4 === 0) say({ kind: 'set-role', account, role: 'admin', cuts: [] })
    say({ kind: 'remove-member', account, cuts: [] })
  }
  return operations.slice(0, OPERATIONS + 1)
}

function measureResolving(): Figure[] {
  const operations = history()
  const all = operations.slice(0, OPERATIONS)
  const last = operations.at(-1)
  if (!last) throw new Error('there is one more')
  const whole: number[] = []
  const more: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    let state = resolve(all.slice(0, 1))
    whole.push(timed(() => (state = resolve(all))))
    more.push(timed(() => extend(state, [last])))
  }
  return [
    figure(`resolving ${grouped(OPERATIONS)} operations from nothing`, median(whole), 'ms', atMost(300)),
    figure('one more', median(more), 'ms', atMost(5)),
  ]
}
