import { fromBase32 } from '#core/proof/index.ts'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/index.ts'
import type { OpId } from '#core/space/index.ts'
import { clearSetting, textsUnder } from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { act } from './acts.ts'
import { keepsUnder } from './keeps-due.ts'
import { logToSayIn } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'

/** Says what was noted and nobody else said meanwhile. */
export function sayKeeps(node: NodeState, db: WriteDb, me: Me, space: SpaceHandle): void {
  const log = logToSayIn(node, space)
  if (!log) return
  for (const [rest, text] of textsUnder(db, keepsUnder(space))) {
    const [op, feed] = rest.split(' ')
    const due: unknown = JSON.parse(text)
    clearSetting(db, `${keepsUnder(space)}${rest}`)
    if (!op || !feed || !isDue(due)) continue
    const head = fromBase32(due.head)
    const removal = space.state.removed.find((it) => it.op === op)
    if (!removal || !head.ok) continue
    if ((removal.cuts.get(feed as FeedId)?.seq ?? -1) >= due.seq) continue // as it was written
    act(node, db, me, space, log, [
      {
        kind: 'keep',
        about: op as OpId, // as it was written, like the rest
        log: due.log as LogId,
        feed: feed as FeedId,
        seq: due.seq,
        head: head.value as EnvelopeId,
      },
    ])
  }
}

const isDue = (x: unknown): x is { readonly log: string; readonly seq: number; readonly head: string } =>
  typeof x === 'object' && x !== null && 'log' in x && 'seq' in x && 'head' in x && typeof x.seq === 'number'
