import { fail } from '#core/proof/index.ts'
import type { Messenger } from './messenger.ts'
import type { NodeState } from './state.ts'
export const exportBundle = (_node: NodeState, _ask: unknown): ReturnType<Messenger['sync']['exportBundle']> =>
  fail({ type: 'NoAccount' })
export const importBundle = (_node: NodeState): ReturnType<Messenger['sync']['importBundle']> =>
  fail({ type: 'NoAccount' })
