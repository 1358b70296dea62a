import type { PeerId } from '#core/net/index.ts'
import type { DeviceId } from '#core/identity/index.ts'
import { accountByNo, findDevice } from '#core/store/index.ts'
import { tell } from './commit.ts'
import { nameOf } from './groups.ts'
import type { NodeState } from './state.ts'

/**
 * Says once a run that a peer's program and this one are of versions too far apart to talk: who does not know that takes
 * the other for broken or away. Whatever is for her waits here, and goes out once both are of an age.
 */
export function createVersionTeller(node: NodeState): (peer: PeerId, reason: string | null) => void {
  const told = new Set<PeerId>()
  return (peer, reason) => {
    if ((reason !== 'PeerNewer' && reason !== 'PeerOlder') || told.has(peer)) return
    told.add(peer)
    const device = findDevice(node.db, peer as DeviceId) // a member's peer id is her device's (I2)
    const account = device && accountByNo(node.db, device.accountNo)
    const name = account ? nameOf(node, account.id) : null
    const newer = reason === 'PeerNewer' ? 'they' : 'we'
    tell(node, { topic: 'notice', notice: { type: 'VersionsApart', name, newer } })
  }
}
