import type { LogId } from '#core/envelope/index.ts'
import type { PeerId } from '#core/net/index.ts'
import { bytesToId, sha256, utf8 } from '#core/proof/index.ts'
import { createHost } from '#core/sync/index.ts'
import type { Host, HostEvent, SessionStatus, SharedLogs } from '#core/sync/index.ts'
import { createMemoryReplica } from './memory.ts'
import type { MemoryOptions, MemoryReplica } from './memory.ts'
import { createWorld, peerIdOf } from './world.ts'
import type { TestNet, TestWorld } from './world.ts'
import { testLog } from './writer.ts'
import type { TestLog } from './writer.ts'

/** A replica with its host and net. */
export interface Villager {
  readonly name: string
  readonly peer: PeerId
  readonly net: TestNet
  readonly replica: MemoryReplica
  readonly host: Host
  readonly events: HostEvent[]
  /** The session with another, if there is one. */
  session(other: Villager): SessionStatus | undefined
}

/** Some people with one log in one space, in a world of their own. */
export interface Village {
  readonly world: TestWorld
  readonly log: TestLog
  readonly space: ReturnType<typeof bytesToId>
  /** Somebody who shares the log with all others, by space; a mailbox shares nothing by itself. */
  readonly settle: (name: string, options?: MemoryOptions) => Villager
}

const sharedSpace = bytesToId(sha256(utf8('the space')))

/** Nobody has settled yet. Members talk of the log by its space with members, and by itself with mailboxes. */
export function createVillage(): Village {
  const world = createWorld()
  const log = testLog('the log')
  const mailboxes = new Set<PeerId>()
  const sharing = (peer: PeerId): readonly SharedLogs[] => [
    { space: mailboxes.has(peer) ? null : sharedSpace, logs: [log.id] },
  ]
  return {
    world,
    log,
    space: sharedSpace,
    settle: (name, options = {}) => {
      const net = world.join(name)
      const replica = createMemoryReplica(options)
      if (options.role === 'mailbox') mailboxes.add(net.self)
      else {
        replica.addLog(log, sharedSpace)
        replica.share(sharing)
      }
      const host = createHost({ net, clock: world.clock, random: world.random(name), replica })
      replica.attach(host)
      const events: HostEvent[] = []
      host.onEvent((event) => events.push(event))
      host.start()
      return {
        name,
        peer: net.self,
        net,
        replica,
        host,
        events,
        session: (other) => host.status().find(({ peer }) => peer === peerIdOf(other.name)),
      }
    },
  }
}

/** What is held of each feed of a log, to compare replicas. */
export const heldOf = (villager: Villager, log: LogId): Readonly<Record<string, readonly (readonly number[])[]>> =>
  Object.fromEntries(
    villager.replica
      .feeds(log)
      .toSorted()
      .map((feed) => [feed, villager.replica.holding(feed).runs.map(({ low, high }) => [low, high])]),
  )
