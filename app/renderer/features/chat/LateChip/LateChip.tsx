import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import style from './LateChip.module.css'

export interface LateChipProps {
  readonly count: number
  readonly onShow: () => void
  readonly onDismiss: () => void
}

/** Messages came that belong further up: how many, and the way to the first. */
export const LateChip = ({ count, onShow, onDismiss }: LateChipProps): ReactElement => {
  const { words } = useManner()
  return (
    <div className={style['chip']}>
      <button type="button" className={style['show']} onClick={onShow}>
        <Icon name="up" />
        {words.chat.late(count)}
      </button>
      <IconButton icon="close" label={words.chat.dismissLate} onClick={onDismiss} />
    </div>
  )
}
