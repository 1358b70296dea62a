import type { Chat, ChatState } from '../chat.ts'
import { hasNewer } from '../window.ts'
import { createTrack } from './track.ts'

/** Nearer to the newest than this, in pixels, one is there: what comes next stays in view. */
const AT_END = 48
/** Rows are drawn so far beyond what is seen, in pixels: a turn of the wheel must not show a gap. */
const BEYOND = 700
/** And drawn again when less than this is left. */
const LEFT = 350
/** Most rows that stay drawn because somebody is selecting text across them. */
const MOST_SELECTED = 200

/** What is drawn: a stretch of rows by number. Those of messages come first, what is on its way out follows. */
export interface View {
  readonly state: ChatState
  /** The first row drawn, and the one after the last. */
  readonly from: number
  readonly to: number
  readonly isAtEnd: boolean
}

/** The three elements that it moves: what scrolls, what is as high as the whole chat, what holds the rows that are drawn. */
export interface Parts {
  readonly box: HTMLElement
  readonly content: HTMLElement
  readonly block: HTMLElement
}

/**
 * Scrolling through a chat of any length. At the newest it follows; elsewhere the first row in view stays where it is,
 * whatever is measured, loaded or comes in around it. While somebody scrolls the position is never written: what was guessed
 * wrongly above is made good when she stops, in one step that nobody sees.
 */
export interface Scroller {
  readonly subscribe: (listener: () => void) => () => void
  readonly get: () => View
  attach(parts: Parts): () => void
  /** The rows were drawn: measures them. Call it before the browser paints. */
  drawn(): void
  toStart(): void
  toEnd(): void
  /** Brings a row into view, no further than need be. */
  reveal(index: number): void
  /** Scrolls by so many screens. */
  turn(screens: number): void
  /** Rows in view now, from the first to the last. */
  inView(): readonly [number, number]
  /** The number of a row by the name it was drawn with. */
  indexOf(id: string): number | undefined
}

type Goal = { readonly kind: 'end' } | { readonly kind: 'start' } | { readonly kind: 'row'; readonly id: string }

export const outgoingRow = (key: number): string => `out ${key}`

/** A scroller over a chat, for one time on screen. */
export const createScroller = (chat: Chat): Scroller => {
  const track = createTrack()
  const listeners = new Set<() => void>()
  let view: View = { state: chat.get(), from: 0, to: 0, isAtEnd: true }
  let parts: Parts | null = null
  let top = 0
  let height = 0
  let width = 0
  let anchor: { readonly id: string | undefined; readonly index: number; readonly top: number } | null = null
  let follows = true
  /** What the end was when it was last gone to, by the height of all rows and of the view: only another one is gone after. */
  let reached: { readonly rows: number; readonly height: number } | null = null
  let goal: Goal | null = null
  let isPlaced = false
  /** Whether only what is in view is drawn yet: the first painting must not wait for what nobody sees. */
  let isFresh = true
  let selected: readonly [number, number] | null = null

  const publish = (next: Partial<View>): void => {
    view = { ...view, ...next }
    for (const listener of listeners) listener()
  }
  const messagesIn = ({ window }: ChatState): readonly [number, number] => [
    window.before,
    window.before + window.messages.length,
  ]
  const remember = (): void => {
    // Whoever scrolls faster than rows are drawn sees the drawn ones stay: what is above them is a guess until it is drawn.
    const first = track.indexAt(top)
    const isDrawnBelow = first < view.from && view.from < view.to && view.from <= track.indexAt(top + height)
    const index = isDrawnBelow ? view.from : first
    anchor = { index, id: track.idOf(index), top: track.topOf(index) }
  }
  /** Does something to the track, with the first row in view staying where it is. */
  const holding = (change: () => void): void => {
    change()
    if (anchor === null) return
    const index = anchor.id === undefined ? anchor.index : track.indexOf(anchor.id)
    if (index === undefined) track.settle()
    else track.hold(index, anchor.top)
  }
  const writeExtent = (): void => {
    if (parts === null) return
    // The rows' heights are known only here, so the style sheet cannot say them.
    parts.content.style.blockSize = `${Math.max(0, track.topOf(track.count()))}px`
    parts.block.style.insetBlockStart = `${track.topOf(view.from)}px`
  }
  const scrollTo = (place: number): void => {
    const wanted = Math.max(0, Math.min(place, track.topOf(track.count()) - height))
    if (parts === null || Math.abs(wanted - top) < 0.5) return
    parts.box.scrollTop = wanted
    top = wanted
  }
  /** Whoever stands a little above the end is not drawn down to it by a redrawing: what is pressed must not move away. */
  const isEndElsewhere = (): boolean => reached?.rows !== track.topOf(track.count()) || reached.height !== height
  const placeOf = (to: Goal): number | null => {
    if (to.kind === 'start') return 0
    if (to.kind === 'end') return track.topOf(track.count()) - height
    const index = track.indexOf(to.id)
    if (index === undefined) return null
    const size = track.topOf(index + 1) - track.topOf(index)
    // A long one is read from its beginning.
    return track.topOf(index) - Math.max(24, (height - size) / 2)
  }
  /** Puts the first row to 0 again, and the view with it: nothing moves for the eye. */
  const straighten = (): void => {
    const was = anchor
    if (was === null) return
    track.settle()
    const moved = track.topOf(was.index) - was.top
    writeExtent()
    if (Math.abs(moved) >= 0.5 && parts !== null) {
      parts.box.scrollTop = top + moved
      top = parts.box.scrollTop
    }
    remember()
  }
  const rangeFor = (beyond: number): readonly [number, number] => {
    const [first, last] = messagesIn(view.state)
    const end = hasNewer(view.state.window) ? last : track.count()
    const [low, high] = selected ?? [Infinity, -Infinity]
    const from = Math.max(first, Math.min(track.indexAt(top - beyond), low))
    const to = Math.min(end, Math.max(track.indexAt(top + height + beyond) + 1, high))
    return from < to ? [from, to] : [first, first]
  }
  /** Whether other rows have to be drawn now. */
  const needsOthers = (): boolean => {
    const [from, to] = rangeFor(isFresh ? 0 : LEFT)
    return from < view.from || to > view.to
  }
  const lookAround = (): void => {
    if (view.state.phase !== 'here') return
    const { total } = view.state.window
    chat.look(Math.min(track.indexAt(top), total), Math.min(track.indexAt(top + height) + 1, total))
  }
  /** Takes up where the view is now. */
  const moved = (): void => {
    const fromEnd = track.topOf(track.count()) - top - height
    follows = fromEnd < AT_END && !hasNewer(view.state.window)
    remember()
    const isOther = needsOthers()
    if (!isOther && view.isAtEnd === follows) return
    const [from, to] = isOther ? rangeFor(isFresh ? 0 : BEYOND) : [view.from, view.to]
    publish({ from, to, isAtEnd: follows })
  }
  /** After the first painting: draws what lies beyond, too. */
  const widen = (): void => {
    requestAnimationFrame(() =>
      setTimeout(() => {
        isFresh = false
        if (parts !== null) moved()
      }),
    )
  }
  const take = (): void => {
    const state = chat.get()
    const { window, outgoing, target, phase, newFrom } = state
    const isNewTarget = target !== null && target !== view.state.target
    if (window !== view.state.window || outgoing !== view.state.outgoing || track.count() === 0) {
      const names = window.messages.map(({ message }) => message)
      const rest = window.total - window.before - names.length
      const waiting = hasNewer(window) ? [] : outgoing.map(({ key }) => outgoingRow(key))
      holding(() => track.put(window.before, [...names, ...waiting], rest))
    }
    if (phase === 'here' && !isPlaced) {
      isPlaced = true
      goal = newFrom === null ? { kind: 'end' } : { kind: 'row', id: newFrom }
    }
    if (isNewTarget) goal = target.kind === 'end' ? target : { kind: 'row', id: target.message }
    else if (follows && goal === null && isEndElsewhere()) goal = { kind: 'end' }
    view = { ...view, state }
    const place = goal === null ? null : placeOf(goal)
    if (place !== null) {
      track.settle()
      writeExtent()
      scrollTo(placeOf(goal ?? { kind: 'end' }) ?? place)
    }
    remember()
    const [from, to] = rangeFor(isFresh ? 0 : BEYOND)
    publish({ from, to })
  }
  const measureRows = (block: HTMLElement): void => {
    const rows = Array.from(block.children, (row) => [row, row.getBoundingClientRect().height] as const)
    holding(() => {
      for (const [row, size] of rows)
        if (row instanceof HTMLElement && row.dataset['row'] !== undefined) track.measure(row.dataset['row'], size)
    })
  }
  const drawn = (): void => {
    if (parts === null) return
    measureRows(parts.block)
    writeExtent()
    if (goal === null && follows && isEndElsewhere()) goal = { kind: 'end' }
    const place = goal === null ? null : placeOf(goal)
    if (place !== null) scrollTo(place)
    else if (track.isShifted() && top < 2 * height) straighten()
    remember()
    if (needsOthers()) {
      const [from, to] = rangeFor(isFresh ? 0 : BEYOND)
      publish({ from, to })
      return
    }
    if (isFresh && isPlaced) widen()
    // Everything in view is measured: it stands where it was to stand.
    goal = null
    reached = { rows: track.topOf(track.count()), height }
    moved()
    lookAround()
  }
  const onScroll = (): void => {
    if (parts === null) return
    top = parts.box.scrollTop
    goal = null
    if (track.isShifted() && top < 2 * height) {
      remember()
      straighten()
    }
    moved()
    lookAround()
  }
  const onScrollEnd = (): void => {
    if (!follows) straighten()
  }
  const onResize = (): void => {
    if (parts === null) return
    const { clientWidth, clientHeight } = parts.box
    if (clientWidth !== width) track.forget()
    width = clientWidth
    height = clientHeight
    drawn()
  }
  /** Rows with selected text stay drawn, or scrolling would drop what is being selected. */
  const onSelection = (): void => {
    const selection = document.getSelection()
    const rowOf = (node: Node | null): number | undefined => {
      const row = (node instanceof Element ? node : (node?.parentElement ?? null))?.closest<HTMLElement>('[data-row]')
      const id = row !== null && row !== undefined && parts?.block.contains(row) ? row.dataset['row'] : undefined
      return id === undefined ? undefined : track.indexOf(id)
    }
    const ends = selection === null || selection.isCollapsed ? [] : [selection.anchorNode, selection.focusNode]
    const indexes = ends.map(rowOf).filter((index) => index !== undefined)
    const low = Math.min(...indexes)
    const high = Math.max(...indexes) + 1
    selected = indexes.length > 0 && high - low <= MOST_SELECTED ? [low, high] : null
  }
  const jump = (to: Goal): void => {
    goal = to
    follows = false
    track.settle()
    writeExtent()
    scrollTo(placeOf(to) ?? top)
    moved()
    lookAround()
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      const stop = chat.subscribe(take)
      // It may have begun anew by being looked at.
      if (chat.get() !== view.state) take()
      return () => {
        listeners.delete(listener)
        stop()
      }
    },
    get: () => view,
    attach: (made) => {
      parts = made
      width = made.box.clientWidth
      height = made.box.clientHeight
      const resized = new ResizeObserver(onResize)
      resized.observe(made.box)
      resized.observe(made.block)
      made.box.addEventListener('scroll', onScroll, { passive: true })
      made.box.addEventListener('scrollend', onScrollEnd, { passive: true })
      document.addEventListener('selectionchange', onSelection)
      take()
      return () => {
        parts = null
        resized.disconnect()
        made.box.removeEventListener('scroll', onScroll)
        made.box.removeEventListener('scrollend', onScrollEnd)
        document.removeEventListener('selectionchange', onSelection)
      }
    },
    drawn,
    toStart: () => jump({ kind: 'start' }),
    toEnd: () => chat.latest(),
    reveal: (index) => {
      const [from, to] = [track.topOf(index), track.topOf(index + 1)]
      if (from < top) scrollTo(from)
      else if (to > top + height) scrollTo(Math.min(from, to - height))
      moved()
      lookAround()
    },
    turn: (screens) => {
      scrollTo(top + screens * height)
      goal = null
      moved()
      lookAround()
    },
    inView: () => [track.indexAt(top), track.indexAt(top + height - 1)],
    indexOf: (id) => track.indexOf(id),
  }
}
