import type { Membership } from '#core/entry/index.ts'
import { covers, missingOf, rightsAt, ctrlOf as headsToName } from '#core/space/index.ts'
import type { OpId } from '#core/space/index.ts'
import type { LogHandle, SpaceHandle } from './state.ts'

/** What the next entry of this device names as seen; `last` is what it named before. Rule S3. */
export const ctrlOf = (space: SpaceHandle, last: readonly OpId[]): readonly OpId[] => headsToName(space.state, last)

/** What a space's control log says of who may speak in one of its logs (E6). */
export const membershipOf = (space: SpaceHandle, log: LogHandle): Membership => ({
  rotate: log.rotate,
  missing: (ctrl) => missingOf(space.state, ctrl),
  covers: (later, earlier) => covers(space.state, later, earlier),
  mayWrite: (ctrl, certificate) => {
    const rights = rightsAt(space.state, ctrl, certificate)
    return rights.type === 'known' && rights.role !== null
  },
})
