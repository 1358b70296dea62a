/**
 * A message that somebody wanted to send, and what she was told of it. `acknowledged`: it will be there, whatever
 * happens. `refused`: it will not. `unanswered`: her program ended before it answered, so it may or may not, once.
 */
export interface Said {
  readonly by: string
  readonly space: string
  /** Different for each message of a world, so that it can be found again. */
  readonly text: string
  readonly replyTo: string | null
  readonly answer:
    | { readonly type: 'acknowledged'; readonly message: string; readonly at: number }
    | { readonly type: 'refused'; readonly reason: string }
    | { readonly type: 'unanswered' }
}

/** Everything that was said in a world, in the order in which it was said. */
export interface SaidBook {
  readonly all: readonly Said[]
  note(said: Said): void
  /** Takes back what somebody cannot be held to any more: what was only on a disk that is gone. */
  forgive(isForgiven: (said: Said) => boolean): void
}

/** Nothing was said yet. */
export function createSaidBook(): SaidBook {
  let all: readonly Said[] = []
  return {
    get all() {
      return all
    },
    note: (said) => {
      all = [...all, said]
    },
    forgive: (isForgiven) => {
      all = all.map((said) =>
        said.answer.type === 'acknowledged' && isForgiven(said) ? { ...said, answer: { type: 'unanswered' } } : said,
      )
    },
  }
}
