import type { Words } from '../../../words/index.ts'
import type { Line } from '../../chat/window.ts'

/** What became of a group, said to who reads it. `self`: the reader's account. */
export const sentenceOf = (line: Line, self: string, { lines }: Words['groups']): string => {
  const by = line.by === self ? null : line.byName
  const whom = line.whom === self ? null : line.whomName
  switch (line.kind) {
    case 'created':
      return lines.created(by, line.title ?? '')
    case 'added':
      return lines.added(by, whom)
    case 'joined':
      return lines.joined(by, whom)
    case 'removed':
      return lines.removed(by, whom)
    case 'left':
      return lines.left(by)
    case 'role':
      return lines.role[line.role ?? 'member'](by, whom)
    case 'title':
      return lines.title(by, line.title ?? '')
    case 'picture':
      return lines.picture(by)
    case 'device':
      return lines.device(line.byName)
    case 'policy':
      return lines.policy(by, line.history ?? 'all', line.invite ?? 'members')
  }
}
