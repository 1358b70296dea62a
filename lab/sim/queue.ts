/** Something that will happen. Emptied when it is called off, so that nothing it held stays in memory. */
export interface Event {
  readonly time: number
  /** Counts up: of two at one time the one planned first comes first. */
  readonly order: number
  work: (() => void) | null
}

/** Events in the order in which they happen. */
export interface EventQueue {
  push(event: Event): void
  /** The next one that was not called off, taken out. */
  pop(): Event | undefined
  /** When the next one comes; undefined where there is none. */
  nextTime(): number | undefined
  /** Tells that one was called off: when most are, they are swept out. */
  calledOff(): void
  /** How many are still to come. */
  size(): number
}

const isBefore = (a: Event, b: Event): boolean => a.time < b.time || (a.time === b.time && a.order < b.order)

/** Below this many events called off, sweeping costs more than it frees. */
const SWEEP_FROM = 256

/** An empty queue: a binary heap (Williams 1964). */
export function createEventQueue(): EventQueue {
  let heap: Event[] = []
  let dead = 0

  const at = (index: number): Event => heap[index] as Event // only called below the length

  const siftUp = (from: number, event: Event): void => {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(event, at(parent))) break
      heap[index] = at(parent)
      index = parent
    }
    heap[index] = event
  }

  const siftDown = (from: number, event: Event): void => {
    let index = from
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(at(child + 1), at(child))) child++
      if (!isBefore(at(child), event)) break
      heap[index] = at(child)
      index = child
    }
    heap[index] = event
  }

  const takeFirst = (): Event | undefined => {
    const first = heap[0]
    const last = heap.pop()
    if (last !== undefined && heap.length > 0) siftDown(0, last)
    return first
  }

  const dropDead = (): void => {
    while (heap.length > 0 && at(0).work === null) {
      takeFirst()
      dead--
    }
  }

  const sweep = (): void => {
    heap = heap.filter((event) => event.work !== null)
    dead = 0
    for (let index = (heap.length >> 1) - 1; index >= 0; index--) siftDown(index, at(index))
  }

  return {
    push: (event) => {
      heap.push(event)
      siftUp(heap.length - 1, event)
    },
    pop: () => {
      dropDead()
      return takeFirst()
    },
    nextTime: () => {
      dropDead()
      return heap[0]?.time
    },
    calledOff: () => {
      dead++
      if (dead > SWEEP_FROM && dead > heap.length / 2) sweep()
    },
    size: () => heap.length - dead,
  }
}
