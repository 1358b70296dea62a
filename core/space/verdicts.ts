import { REASONS } from './court.ts'
import type { Court } from './court.ts'
import { opAt } from './graph.ts'
import type { Internals } from './internals.ts'
import type { Operation, OpId, VoidReason } from './types.ts'

/** The operations that count, read from what was decided instead of copied: a log may be long. */
export class CountingOps implements ReadonlySet<OpId> {
  readonly #court: Court
  readonly #length: number
  readonly size: number

  constructor({ court, size }: Pick<Internals, 'court' | 'size'>) {
    this.#court = court
    this.#length = size
    let counting = 0
    for (let i = 0; i < size; i++) if (court.counts(i)) counting++
    this.size = counting
  }

  has(id: OpId): boolean {
    const i = this.#court.graph.numbers.get(id)
    return i !== undefined && i < this.#length && this.#court.counts(i)
  }

  *values(): SetIterator<OpId> {
    for (let i = 0; i < this.#length; i++) if (this.#court.counts(i)) yield opAt(this.#court.graph, i).id
  }

  keys(): SetIterator<OpId> {
    return this.values()
  }

  *entries(): SetIterator<[OpId, OpId]> {
    for (const id of this) yield [id, id]
  }

  forEach(callback: (value: OpId, key: OpId, set: ReadonlySet<OpId>) => void): void {
    for (const id of this) callback(id, id, this)
  }

  [Symbol.iterator](): SetIterator<OpId> {
    return this.values()
  }
}

/** The operations that do not count, and why; those that wait among them. */
export class VoidedOps implements ReadonlyMap<OpId, VoidReason> {
  readonly #court: Court
  readonly #length: number
  readonly #waiting: ReadonlyMap<OpId, Operation>
  readonly size: number

  constructor(made: Pick<Internals, 'court' | 'size' | 'waiting'>, counting: number) {
    this.#court = made.court
    this.#length = made.size
    this.#waiting = made.waiting
    this.size = made.size - counting + made.waiting.size
  }

  has(id: OpId): boolean {
    return this.get(id) !== undefined
  }

  get(id: OpId): VoidReason | undefined {
    if (this.#waiting.has(id)) return 'parentsMissing'
    const i = this.#court.graph.numbers.get(id)
    return i !== undefined && i < this.#length ? this.#reason(i) : undefined
  }

  *entries(): MapIterator<[OpId, VoidReason]> {
    for (let i = 0; i < this.#length; i++) {
      const reason = this.#reason(i)
      if (reason !== undefined) yield [opAt(this.#court.graph, i).id, reason]
    }
    for (const id of this.#waiting.keys()) yield [id, 'parentsMissing']
  }

  *keys(): MapIterator<OpId> {
    for (const [id] of this) yield id
  }

  *values(): MapIterator<VoidReason> {
    for (const [, reason] of this) yield reason
  }

  forEach(callback: (value: VoidReason, key: OpId, map: ReadonlyMap<OpId, VoidReason>) => void): void {
    for (const [id, reason] of this) callback(reason, id, this)
  }

  [Symbol.iterator](): MapIterator<[OpId, VoidReason]> {
    return this.entries()
  }

  #reason(i: number): VoidReason | undefined {
    return REASONS[(this.#court.verdicts[i] ?? 0) - 1]
  }
}
