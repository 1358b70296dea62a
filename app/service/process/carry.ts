import type { Bundles } from '../bundles.ts'
import type { Service } from '../service.ts'
import type { ChannelEnd, Downward, Picture, Uploaded, Upward } from './messages.ts'

/** Answers for a picture. */
export const sendPicture = (end: ChannelEnd, service: Pick<Service, 'picture'>, id: string): void => {
  const found = service.picture(id)
  const answer: Picture =
    found === null ? { type: 'unknown' } : { type: 'picture', media: found.type, bytes: found.bytes }
  end.postMessage(answer)
}

/** Hands an offered bundle down a port, a piece whenever the other side asks for `more`. */
export const sendDown = (end: ChannelEnd, bundles: Bundles, bundle: string): void => {
  const pieces = bundles.fetch(bundle)?.[Symbol.asyncIterator]() ?? null
  const say = (what: Downward): void => end.postMessage(what)
  const next = async (): Promise<void> => {
    if (pieces === null) return say({ type: 'unknown' })
    const piece = await pieces.next()
    say(piece.done === true ? { type: 'end' } : { type: 'piece', bytes: piece.value })
  }
  end.on('message', () => {
    // One that breaks off is an incomplete download, which the window sees as such.
    next().catch(() => end.close())
  })
  end.on('close', () => {
    pieces?.return?.().catch(() => {})
  })
  end.start()
}

/** Takes a bundle that comes up a port, asking for the next piece when the last one is on its way to the disk. */
export const takeUp = async (end: ChannelEnd, bundles: Bundles): Promise<void> => {
  const say = (what: Uploaded): void => end.postMessage(what)
  const kept = await bundles.upload(piecesOf(end, () => say({ type: 'more' })))
  say(kept.ok ? { type: 'kept', bundle: kept.value } : { type: 'refused', refusal: kept.error })
}

/** The pieces that come up; throws where it broke off, so that no half of a file counts as one. */
async function* piecesOf(end: ChannelEnd, more: () => void): AsyncGenerator<Uint8Array> {
  let wake = (): void => {}
  const waiting: Upward[] = []
  const take = (what: Upward): void => {
    waiting.push(what)
    wake()
  }
  end.on('message', ({ data }) => take(data as Upward)) // main wrote it
  end.on('close', () => take({ type: 'broken' }))
  end.start()
  for (;;) {
    const what = waiting.shift()
    if (what === undefined) {
      more()
      await new Promise<void>((resolve) => {
        wake = resolve
        if (waiting.length > 0) resolve()
      })
      continue
    }
    if (what.type === 'end') return
    if (what.type === 'broken') throw new Error('the upload broke off')
    yield what.bytes
  }
}
