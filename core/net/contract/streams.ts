import { describe, expect, test } from 'vitest'
import { MAX_FRAME, type Stream } from '../types.ts'
import { bytes, hear, meet, opened, PROTOCOL, quiet, type NetWorld } from './world.ts'

/** What every stream of every net keeps to. `inWorld` gives a fresh world to each test and ends it. */
export const streamContract = (inWorld: (story: (world: NetWorld) => Promise<void>) => () => Promise<void>): void => {
  describe('a stream', () => {
    test(
      'carries whole frames in order both ways, empty ones and the largest included',
      inWorld(async (world) => {
        const pair = await meet(world)
        const [out, back] = [hear(pair.out), hear(pair.in)]
        const sent = [bytes(0, 1), bytes(1, 2), bytes(70_000, 3), bytes(MAX_FRAME, 4), bytes(0, 5), bytes(5, 6)]
        for (const frame of sent) {
          pair.out.send(frame)
          pair.in.send(frame)
        }
        await world.until(() => out.frames.length === 6 && back.frames.length === 6, 'all frames')
        expect(out.frames.every((frame, at) => Buffer.compare(frame, sent[at] ?? bytes(0, 0)) === 0)).toBe(true)
        expect(back.frames.every((frame, at) => Buffer.compare(frame, sent[at] ?? bytes(0, 0)) === 0)).toBe(true)
      }),
    )

    test(
      'names the peer at its other end, on both ends, and how it travels',
      inWorld(async (world) => {
        const pair = await meet(world)
        expect(pair.out.peer).toBe(pair.jun.net.self)
        expect(pair.in.peer).toBe(pair.bora.net.self)
        expect(pair.out.path).toBe(pair.bora.net.peers()[0]?.path)
      }),
    )

    test(
      'keeps what comes before anybody listens',
      inWorld(async (world) => {
        const pair = await meet(world)
        pair.out.send(bytes(3, 1))
        pair.out.send(bytes(3, 2))
        await quiet(world)
        const late = hear(pair.in)
        await world.until(() => late.frames.length === 2, 'the frames')
        expect(late.frames).toEqual([bytes(3, 1), bytes(3, 2)])
        expect(() => hear(pair.in)).toThrow('listener')
      }),
    )

    test(
      'copies: the sender may reuse its bytes, and the reader may write over hers',
      inWorld(async (world) => {
        const pair = await meet(world)
        const back = hear(pair.in, (frame) => frame.fill(9))
        const frame = bytes(1000, 1)
        pair.out.send(frame)
        frame.fill(0)
        pair.out.send(bytes(1000, 2))
        await world.until(() => back.frames.length === 2, 'both frames')
        const third = hear(pair.out)
        pair.in.send(bytes(1000, 1))
        await world.until(() => third.frames.length === 1, 'the frame')
        expect(third.frames[0]).toEqual(bytes(1000, 1))
      }),
    )

    test(
      'slows its sender down while its reader pauses, and loses nothing',
      inWorld(async (world) => {
        const pair = await meet(world)
        const back = hear(pair.in)
        const out = hear(pair.out)
        pair.in.pause()
        const frame = 64 * 1024
        let sent = 0
        while (pair.out.send(bytes(frame, sent++))) {
          expect(sent * frame, 'a paused reader stops nobody').toBeLessThan(64 * MAX_FRAME)
          await world.until(() => true, 'a turn')
        }
        // Frames sent although the buffer is full are kept all the same.
        pair.out.send(bytes(frame, sent++))
        await quiet(world)
        expect(back.frames).toHaveLength(0)
        expect(out.drains).toBe(0)
        pair.in.resume()
        await world.until(() => back.frames.length === sent && out.drains > 0, 'all frames and room again')
        expect(back.frames.findIndex((got, at) => Buffer.compare(got, bytes(frame, at)) !== 0)).toBe(-1)
        expect(pair.out.send(bytes(1, 1))).toBe(true)
      }),
    )

    test(
      'can be paused from within a frame, and then delivers not one more',
      inWorld(async (world) => {
        const pair = await meet(world)
        const back = hear(pair.in, () => pair.in.pause())
        for (let at = 0; at < 3; at++) pair.out.send(bytes(10, at))
        for (let at = 1; at <= 3; at++) {
          await world.until(() => back.frames.length === at, 'one frame')
          await quiet(world)
          expect(back.frames).toHaveLength(at)
          pair.in.resume()
        }
      }),
    )

    test(
      'that is closed sends what is queued first, and both ends hear of an orderly end, once',
      inWorld(async (world) => {
        const pair = await meet(world)
        const [out, back] = [hear(pair.out), hear(pair.in)]
        for (let at = 0; at < 40; at++) pair.out.send(bytes(64 * 1024, at))
        pair.out.close()
        pair.out.close()
        await world.until(() => out.closes.length > 0 && back.closes.length > 0, 'both ends')
        await quiet(world)
        expect([out.closes, back.closes]).toEqual([[null], [null]])
        expect(back.frames).toHaveLength(40)
        expect(back.order.at(-1)).toBe('close')
      }),
    )

    test(
      'delivers to whoever closes what the other side had sent before it heard',
      inWorld(async (world) => {
        const pair = await meet(world)
        const out = hear(pair.out)
        for (let at = 0; at < 30; at++) pair.in.send(bytes(64 * 1024, at))
        pair.out.close()
        const back = hear(pair.in)
        await world.until(() => out.closes.length > 0 && back.closes.length > 0, 'both ends')
        expect([out.closes, back.closes]).toEqual([[null], [null]])
        expect(out.frames).toHaveLength(30)
      }),
    )

    test(
      'ends for a paused reader only after all that came before',
      inWorld(async (world) => {
        const pair = await meet(world)
        const back = hear(pair.in)
        pair.in.pause()
        for (let at = 0; at < 40; at++) pair.out.send(bytes(64 * 1024, at))
        pair.out.close()
        await quiet(world)
        expect(back.order).toEqual([])
        pair.in.resume()
        await world.until(() => back.closes.length > 0, 'the end')
        expect(back.closes).toEqual([null])
        expect(back.frames).toHaveLength(40)
      }),
    )

    test(
      'that is aborted says its reason at home and ends in disorder on the other side',
      inWorld(async (world) => {
        const pair = await meet(world)
        const [out, back] = [hear(pair.out), hear(pair.in)]
        pair.out.abort('Rude')
        expect(out.closes).toEqual([])
        await world.until(() => out.closes.length > 0 && back.closes.length > 0, 'both ends')
        expect(out.closes).toEqual(['Rude'])
        expect(back.closes[0]).toBe('Reset')
      }),
    )

    test(
      'takes calls after its end without a word',
      inWorld(async (world) => {
        const pair = await meet(world)
        const [out, back] = [hear(pair.out), hear(pair.in)]
        pair.out.abort('Rude')
        await world.until(() => out.closes.length > 0 && back.closes.length > 0, 'both ends')
        for (const stream of [pair.out, pair.in]) {
          expect(stream.send(bytes(1, 1))).toBe(false)
          stream.pause()
          stream.resume()
          stream.close()
          stream.abort('Again')
        }
        await quiet(world)
        expect([out.order, back.order]).toEqual([['close'], ['close']])
      }),
    )

    test(
      'throws for a frame over the limit, which is a bug at home, and lives on',
      inWorld(async (world) => {
        const pair = await meet(world)
        const back = hear(pair.in)
        expect(() => pair.out.send(new Uint8Array(MAX_FRAME + 1))).toThrow(RangeError)
        pair.out.send(bytes(2, 1))
        await world.until(() => back.frames.length === 1, 'the next frame')
      }),
    )

    test(
      'is its own among fifty that are opened at once',
      inWorld(async (world) => {
        const [bora, jun] = await Promise.all([world.create('bora'), world.create('jun')])
        jun.net.serve(PROTOCOL, (stream) => hear(stream, (frame) => stream.send(frame)))
        bora.net.want(jun.net.self, jun.net.status().listen)
        const streams = await Promise.all(Array.from({ length: 50 }, () => opened(world, bora.net, jun.net)))
        const heard = streams.map((stream, at) => {
          stream.send(bytes(100, at))
          return hear(stream)
        })
        await world.until(() => heard.every(({ frames }) => frames.length === 1), 'fifty echoes')
        expect(heard.map(({ frames }) => frames[0])).toEqual(streams.map((_, at) => bytes(100, at)))
      }),
    )

    test(
      'never calls back from within a call',
      inWorld(async (world) => {
        const pair = await meet(world)
        let depth = 0
        let deepest = 0
        const within = <T>(call: () => T): T => {
          depth++
          const result = call()
          depth--
          return result
        }
        const note = (): void => {
          deepest = Math.max(deepest, depth)
        }
        const ends: Stream[] = []
        for (const [mine, other] of [
          [pair.out, pair.in],
          [pair.in, pair.out],
        ] as const)
          mine.listen({
            frame: (frame) => {
              note()
              if (frame.length > 1) within(() => other.send(frame.subarray(1)))
            },
            drain: note,
            close: () => {
              note()
              ends.push(mine)
            },
          })
        within(() => pair.out.send(bytes(40, 1)))
        for (let at = 0; at < 60; at++) within(() => pair.in.send(bytes(MAX_FRAME, at).fill(0, 1)))
        within(() => pair.out.abort('Enough'))
        within(() => pair.in.send(bytes(40, 1)))
        await world.until(() => ends.length === 2, 'both ends')
        expect(deepest).toBe(0)
      }),
    )
  })
}
