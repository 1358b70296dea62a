import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import style from './Latest.module.css'

export interface LatestProps {
  /** Messages not read. */
  readonly unread: number
  readonly onPress: () => void
}

/** The way back to the newest, with how much is unread there. */
export const Latest = ({ unread, onPress }: LatestProps): ReactElement => {
  const { words, formats } = useManner()
  const label = unread === 0 ? words.chat.latest : words.chat.latestUnread(unread)
  return (
    <button type="button" className={style['latest']} aria-label={label} title={label} onClick={onPress}>
      <Icon name="down" />
      {unread > 0 && (
        <span className={style['unread']} aria-hidden="true">
          {unread > 999 ? '999+' : formats.count(unread)}
        </span>
      )}
    </button>
  )
}
