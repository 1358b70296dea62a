import { useState, type ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import type { Line } from '../../chat/window.ts'
import { sentenceOf } from './sentence.ts'
import style from './Lines.module.css'

/** Most that are shown at once: a quarrel among admins must not push the talk away. */
const MOST = 6

export interface LinesProps {
  readonly lines: readonly Line[]
  readonly self: string
}

/** What became of a group between two messages; of many the last few, the others when they are asked for. */
export const Lines = ({ lines, self }: LinesProps): ReactElement => {
  const { words, formats } = useManner()
  const [isOpen, setOpen] = useState(false)
  const hidden = isOpen ? 0 : Math.max(0, lines.length - MOST)
  return (
    <div className={style['lines']}>
      {hidden > 0 && (
        <Button look="bare" onClick={() => setOpen(true)}>
          {words.groups.earlierLines(hidden)}
        </Button>
      )}
      {lines.slice(hidden).map((line) => (
        <p key={line.line} className={style['line']} title={formats.whole(line.at)}>
          {sentenceOf(line, self, words.groups)}
        </p>
      ))}
    </div>
  )
}
