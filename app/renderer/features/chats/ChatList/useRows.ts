import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** A guess until a row has been measured, in pixels. */
const FIRST_GUESS = 61
/** Rows drawn beyond those in view, at each end. */
const BEYOND = 8
/** Rows drawn before the height of the list is known. */
const AT_FIRST = 20

export interface UsedRows {
  readonly box: RefObject<HTMLDivElement | null>
  readonly list: RefObject<HTMLUListElement | null>
  readonly from: number
  readonly to: number
  readonly onScroll: () => void
}

/** Which of many rows of one height are drawn: those in view, and a few more. `shown`: one that is to be in view; -1: none. */
export const useRows = (count: number, shown: number): UsedRows => {
  const box = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const height = useRef(FIRST_GUESS)
  const [range, setRange] = useState<readonly [number, number]>([0, AT_FIRST])

  const look = useCallback((): void => {
    const { current } = box
    if (current === null) return
    const from = Math.max(0, Math.floor(current.scrollTop / height.current) - BEYOND)
    const to = Math.ceil((current.scrollTop + current.clientHeight) / height.current) + BEYOND
    setRange((before) => (before[0] === from && before[1] === to ? before : [from, to]))
  }, [])
  const [from, to] = [Math.min(range[0], count), Math.min(range[1], count)]
  useLayoutEffect(() => {
    const row = list.current?.firstElementChild?.getBoundingClientRect().height ?? 0
    if (row > 0 && Math.abs(row - height.current) > 0.1) {
      height.current = row
      look()
    }
    // How high a row is depends on the reader's text size, so the style sheet cannot say where a row stands.
    list.current?.style.setProperty('padding-block-start', `${from * height.current}px`)
    list.current?.style.setProperty('padding-block-end', `${Math.max(0, count - to) * height.current}px`)
  })
  useEffect(() => {
    const { current } = box
    if (current === null) return undefined
    const resized = new ResizeObserver(look)
    resized.observe(current)
    return () => resized.disconnect()
  }, [look])
  useEffect(() => {
    const { current } = box
    if (current === null || shown < 0) return
    const top = shown * height.current
    if (top < current.scrollTop) current.scrollTop = top
    else if (top + height.current > current.scrollTop + current.clientHeight)
      current.scrollTop = top + height.current - current.clientHeight
  }, [shown])
  return { box, list, from, to, onScroll: look }
}
