import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Stream as RawStream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hear, opened, quiet, the, type Heard } from '#core/net/contract/world.ts'
import { MAX_FRAME, type Stream } from '#core/net/index.ts'
import { realClock, systemRandom } from '../system/index.ts'
import { encodeFrame } from './frames.ts'
import { LINGER_MS } from './limits.ts'
import { addressOf, createVillage, type Village } from './testing.ts'

const PROTOCOL = '/stream/1'
const root = new URL('../../../', import.meta.url)

let village: Village
beforeEach(() => {
  village = createVillage(realClock(), systemRandom)
})
afterEach(() => village.end())

/** Jun's ends of the streams that come in. */
const atJun = async () => {
  const jun = await village.device('jun')
  const incoming: Stream[] = []
  jun.serve(PROTOCOL, (stream) => incoming.push(stream))
  return { jun, incoming }
}

/** A stranger's raw stream to Jun, and what Jun hears of it. */
const strangerAtJun = async (): Promise<{ raw: RawStream; heard: Heard }> => {
  const { jun, incoming } = await atJun()
  const stranger = await village.stranger('mallory')
  const raw = await stranger.dialProtocol(multiaddr(addressOf(jun)), PROTOCOL)
  await village.until(() => incoming.length === 1, 'the stream')
  return { raw, heard: hear(the(incoming[0])) }
}

/** The reason Jun is given. */
const reasonOf = async (heard: Heard): Promise<string | null | undefined> => {
  await village.until(() => heard.closes.length > 0, 'the end')
  return heard.closes[0]
}

describe('a stream over libp2p', () => {
  test('brings 64 MB to a reader who takes her time, with never more than 3 MB on the way', async () => {
    const { jun, incoming } = await atJun()
    const bora = await village.device('bora')
    bora.want(jun.self, [addressOf(jun)])
    const out = await opened(village, bora, jun, PROTOCOL)
    await village.until(() => incoming.length === 1, 'the stream')
    const back = the(incoming[0])
    const size = 200_000
    const count = 320
    let sent = 0
    let got = 0
    let mostOnTheWay = 0
    let isEnded = false
    const wrong: number[] = []
    const fill = (): void => {
      let hasRoom = true
      while (hasRoom && sent < count) {
        hasRoom = out.send(new Uint8Array(size).fill(sent++ & 255))
        mostOnTheWay = Math.max(mostOnTheWay, (sent - got) * size)
      }
      if (sent === count) out.close()
    }
    back.listen({
      frame: (frame) => {
        if (frame.length !== size || frame.some((byte) => byte !== (got & 255))) wrong.push(got)
        got++
        if (got % 4 !== 0) return
        back.pause()
        village.clock.after(2, () => back.resume())
      },
      drain: () => {},
      close: (reason) => {
        isEnded = reason === null
      },
    })
    out.listen({ frame: () => {}, drain: fill, close: () => {} })
    fill()
    await village.until(() => isEnded, 'the end')
    expect([got, wrong]).toEqual([count, []])
    expect(mostOnTheWay).toBeLessThan(3_000_000)
  })

  test('ends with FrameTooLarge at a length over the limit, after the frames before it', async () => {
    const { raw, heard } = await strangerAtJun()
    raw.send(encodeFrame(new Uint8Array(3)))
    const header = new Uint8Array(4)
    new DataView(header.buffer).setUint32(0, MAX_FRAME + 1)
    raw.send(header)
    expect(await reasonOf(heard)).toBe('FrameTooLarge')
    expect(heard.frames).toHaveLength(1)
    await village.until(() => raw.status === 'reset', 'the stranger’s end')
  })

  test('ends with FrameTruncated when the other side closes in the middle of a frame', async () => {
    const { raw, heard } = await strangerAtJun()
    raw.send(encodeFrame(new Uint8Array(1000)).subarray(0, 500))
    await raw.close()
    expect(await reasonOf(heard)).toBe('FrameTruncated')
    expect(heard.frames).toEqual([])
  })

  test('ends with Reset when the other side resets', async () => {
    const { raw, heard } = await strangerAtJun()
    raw.abort(new Error('rude'))
    expect(await reasonOf(heard)).toBe('Reset')
  })

  test('survives any garbage: what is no frame ends it, and nothing throws', async () => {
    const { jun, incoming } = await atJun()
    const stranger = await village.stranger('mallory')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { minLength: 1 }), async (pieces) => {
        const raw = await stranger.dialProtocol(multiaddr(addressOf(jun)), PROTOCOL)
        await village.until(() => incoming.length > 0, 'the stream')
        const heard = hear(the(incoming.pop()))
        for (const piece of pieces) if (raw.writeStatus === 'writable') raw.send(piece)
        await raw.close().catch(() => {})
        expect(await reasonOf(heard)).toSatisfy(
          (reason) => reason === null || reason === 'FrameTooLarge' || reason === 'FrameTruncated',
        )
      }),
      { numRuns: 30 },
    )
  })

  test('ends when the process at the other end is killed in the middle of a frame, and is lost to nobody else', async () => {
    const { jun, incoming } = await atJun()
    // Sends half a frame, says so, and then only waits for its death.
    const story = `
      import { multiaddr } from '@multiformats/multiaddr'
      import { createVillage } from '#core/adapters/libp2p/testing.ts'
      import { realClock, systemRandom } from '#core/adapters/system/index.ts'
      import { encodeFrame } from '#core/adapters/libp2p/frames.ts'
      const node = await createVillage(realClock(), systemRandom).stranger('mortal')
      const raw = await node.dialProtocol(multiaddr('${addressOf(jun)}'), '${PROTOCOL}')
      raw.send(encodeFrame(new Uint8Array(9)))
      raw.send(encodeFrame(new Uint8Array(1000)).subarray(0, 500))
      process.stdout.write('sent')
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', story], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await village.until(() => incoming.length === 1, 'the stream')
    const heard = hear(the(incoming[0]))
    await village.until(() => heard.frames.length === 1, 'the whole frame')
    child.kill('SIGKILL')
    expect(await reasonOf(heard)).toBe('ConnectionLost')
    expect(heard.frames).toHaveLength(1)
    const bora = await village.device('bora')
    bora.want(jun.self, [addressOf(jun)])
    await opened(village, bora, jun, PROTOCOL)
  })

  test('does not wait for ever for the end of one who never ends', async () => {
    const real = realClock()
    const clock = { ...real, after: (ms: number, fn: () => void) => real.after(ms === LINGER_MS ? 30 : ms, fn) }
    const jun = await village.device('jun', { clock })
    const incoming: Stream[] = []
    jun.serve(PROTOCOL, (stream) => incoming.push(stream))
    const stranger = await village.stranger('mallory')
    const raw = await stranger.dialProtocol(multiaddr(addressOf(jun)), PROTOCOL)
    await village.until(() => incoming.length === 1, 'the stream')
    const heard = hear(the(incoming[0]))
    heard.stream.close()
    await village.until(() => raw.remoteWriteStatus === 'closed', 'his end')
    expect(await reasonOf(heard)).toBe('CloseUnanswered')
  })

  test('brings to a paused reader what had arrived when the connection was lost, and says which end it was', async () => {
    for (const [isClosed, reason] of [
      [true, null],
      [false, 'ConnectionLost'],
    ] as const) {
      const { jun, incoming } = await atJun()
      const bora = await village.device('bora')
      const wire = await village.wireTo(addressOf(jun))
      bora.want(jun.self, [wire.address])
      const out = await opened(village, bora, jun, PROTOCOL)
      await village.until(() => incoming.length === 1, 'the stream')
      const heard = hear(the(incoming[0]))
      heard.stream.pause()
      // Four fill what is kept decoded, three more the window below it.
      for (let at = 0; at < 7; at++) out.send(new Uint8Array(64_000).fill(at))
      if (isClosed) out.close()
      await quiet(village)
      wire.cut()
      await village.until(() => jun.peers().length === 0, 'the loss')
      expect(heard.order).toEqual([])
      heard.stream.resume()
      expect(await reasonOf(heard)).toBe(reason)
      expect(heard.frames.map(([first]) => first)).toEqual([0, 1, 2, 3, 4, 5, 6])
      await village.end()
    }
  })

  test('keeps a busy neighbour on the same connection alive while one reader is stuck', async () => {
    const { jun, incoming } = await atJun()
    const bora = await village.device('bora')
    bora.want(jun.self, [addressOf(jun)])
    const stuck = await opened(village, bora, jun, PROTOCOL)
    const busy = await opened(village, bora, jun, PROTOCOL)
    await village.until(() => incoming.length === 2, 'both streams')
    incoming[0]?.pause()
    while (stuck.send(new Uint8Array(100_000)));
    const heard = hear(the(incoming[1]))
    for (let at = 0; at < 50; at++) busy.send(new Uint8Array(100_000))
    await village.until(() => heard.frames.length === 50, 'the neighbour’s frames')
    expect(heard.closes).toEqual([])
  })
})
