import { useRef, type ReactElement } from 'react'
import style from './Separator.module.css'

export interface SeparatorProps {
  readonly label: string
  /** The id of the pane that it makes wider and narrower. */
  readonly controls: string
  /** Of that pane, in sixteenths of a rem: pixels where the text has its plain size. */
  readonly width: number
  readonly least: number
  readonly most: number
  /** What a double click goes back to. */
  readonly plain: number
  /** On which side of it that pane lies, in reading order. */
  readonly side: 'before' | 'after'
  readonly onChange: (width: number) => void
}

/** How far an arrow moves it, in the same unit. */
const STEP = 16

/** How many pixels one of its units is on this page now. */
const pixels = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16

/** The line between two panes, drawn by the mouse or moved with the arrows, Home and End. ARIA: window splitter (focusable separator). */
export const Separator = (props: SeparatorProps): ReactElement => {
  const { label, controls, width, least, most, plain, side, onChange } = props
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null)
  const set = (to: number): void => onChange(Math.round(Math.min(most, Math.max(least, to))))
  const grows = (element: Element): number =>
    (side === 'before' ? 1 : -1) * (getComputedStyle(element).direction === 'rtl' ? -1 : 1)
  return (
    <div
      className={style['separator']}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an hr only divides; this one is moved
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-controls={controls}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      onDoubleClick={() => set(plain)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        const start = from.current
        if (start !== null) set(start.width + ((event.clientX - start.x) / pixels()) * grows(event.currentTarget))
      }}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onKeyDown={(event) => {
        const way = grows(event.currentTarget)
        const to = new Map([
          ['ArrowLeft', width - STEP * way],
          ['ArrowRight', width + STEP * way],
          ['Home', least],
          ['End', most],
        ]).get(event.key)
        if (to === undefined) return
        event.preventDefault()
        set(to)
      }}
    />
  )
}
