import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToId } from '#core/proof/index.ts'
import {
  hopConnect,
  hopReserve,
  hopReserved,
  hopStatus,
  MESSAGE_MAX,
  readHopRequest,
  readStatus,
  readVarint,
  STATUS,
  stopConnect,
} from './messages.ts'

const peers = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytesToId)
const limits = fc.record({
  seconds: fc.option(fc.integer({ min: 1, max: 2 ** 31 })),
  bytes: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
})

/** The message after its length, which must be its own. */
const bodyOf = (message: Uint8Array): Uint8Array => {
  const length = readVarint(message, 0)
  expect(length?.value).toBe(message.length - (length?.end ?? 0))
  return message.subarray(length?.end)
}

describe('circuit messages', () => {
  test('that ask are read as they were written', () => {
    expect(readHopRequest(bodyOf(hopReserve()))).toEqual({ type: 'reserve' })
    fc.assert(
      fc.property(peers, (peer) => {
        expect(readHopRequest(bodyOf(hopConnect(peer)))).toEqual({ type: 'connect', peer })
      }),
    )
  })

  test('that answer carry their status and fit a message, whatever the limits', () => {
    fc.assert(
      fc.property(limits, peers, (limit, peer) => {
        expect(readStatus(bodyOf(hopStatus(STATUS.ok, limit)), 5)).toBe(STATUS.ok)
        expect(readStatus(bodyOf(hopStatus(STATUS.noReservation, limit)), 5)).toBe(STATUS.noReservation)
        const addresses = Array.from({ length: 20 }, () => new Uint8Array(60))
        const reserved = bodyOf(hopReserved(2 ** 40, addresses, limit))
        expect(readStatus(reserved, 5)).toBe(STATUS.ok)
        expect(reserved.length).toBeLessThan(MESSAGE_MAX)
        expect(readStatus(bodyOf(stopConnect(peer, limit)), 4)).toBeNull()
      }),
    )
  })

  test('of any bytes are read or refused, never thrown over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        readHopRequest(bytes)
        readStatus(bytes, 4)
      }),
    )
  })

  test('that are cut or changed never name another peer than one whole key', () => {
    fc.assert(
      fc.property(peers, fc.nat(), fc.integer({ min: 0, max: 255 }), (peer, place, byte) => {
        const body = bodyOf(hopConnect(peer)).slice()
        body[place % body.length] = byte
        for (const bytes of [body, body.subarray(0, place % body.length)]) {
          const request = readHopRequest(bytes)
          expect(request?.type === 'connect' ? request.peer.length : 52).toBe(52)
        }
      }),
    )
  })

  test('with numbers of any length are no way to count wrong', () => {
    expect(readVarint(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), 0)).toBeNull()
    expect(readVarint(new Uint8Array(12).fill(0x80), 0)).toBeNull()
    expect(readVarint(new Uint8Array([0x80]), 0)).toBeNull()
    expect(readVarint(new Uint8Array([0xac, 0x02]), 0)).toEqual({ value: 300, end: 2 })
  })
})
