import { useCallback, useId, useState, type CSSProperties, type ReactElement, type ReactNode } from 'react'
import { useRemembered } from '../../../app/remembered.ts'
import { useManner } from '../../../app/world.ts'
import { Separator } from '../../../ui/Separator/Separator.tsx'
import { SlotContext } from '../Details/Details.tsx'
import style from './Panes.module.css'

export interface PanesProps {
  /** The list, if this screen has one. */
  readonly list: ReactNode
  /** The thing itself. */
  readonly children: ReactNode
  /** Which of the two is the page where there is room for one. */
  readonly front: 'list' | 'main'
}

/** Widths in sixteenths of a rem, so that larger text gets more room. */
const widths = {
  list: { least: 240, most: 480, plain: 320 },
  details: { least: 260, most: 520, plain: 320 },
} as const

const isWidth = (text: string): text is `${number}` => /^\d{3}$/.test(text)

const useWidth = (pane: keyof typeof widths): readonly [number, (width: number) => void] => {
  const { least, most, plain } = widths[pane]
  const [kept, keep] = useRemembered<`${number}`>(`width-${pane}`, `${plain}`, isWidth)
  return [Math.min(most, Math.max(least, Number(kept))), (width) => keep(`${width}`)]
}

/** The list, the thing itself, and what a screen puts into `Details`: side by side, or a page each where it is narrow. */
export const Panes = ({ list, children, front }: PanesProps): ReactElement => {
  const { words } = useManner()
  const [listWidth, setListWidth] = useWidth('list')
  const [detailsWidth, setDetailsWidth] = useWidth('details')
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [count, setCount] = useState(0)
  const enter = useCallback(() => {
    setCount((before) => before + 1)
    return () => setCount((before) => before - 1)
  }, [])
  const id = useId()
  const hasDetails = count > 0
  // Custom properties have no place in the type of styles.
  const sizes = { '--list': listWidth / 16, '--details': detailsWidth / 16 } as CSSProperties
  return (
    <SlotContext value={{ slot, enter }}>
      <div className={style['panes']} style={sizes} data-front={hasDetails ? 'details' : front}>
        {list !== null && (
          <>
            <div id={`${id}-list`} className={style['list']} data-pane="list">
              {list}
            </div>
            <Separator
              {...widths.list}
              label={words.frame.listWidth}
              controls={`${id}-list`}
              width={listWidth}
              side="before"
              onChange={setListWidth}
            />
          </>
        )}
        <div className={style['main']} data-pane="main">
          {children}
        </div>
        {hasDetails && (
          <Separator
            {...widths.details}
            label={words.frame.detailsWidth}
            controls={`${id}-details`}
            width={detailsWidth}
            side="after"
            onChange={setDetailsWidth}
          />
        )}
        <div ref={setSlot} id={`${id}-details`} className={style['details']} data-pane="details" hidden={!hasDetails} />
      </div>
    </SlotContext>
  )
}
