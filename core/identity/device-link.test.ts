import { describe, expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { redact } from '#core/crypto/index.ts'
import { deviceKeys } from './account.ts'
import { commitmentTo, deviceToLink, linkCode, linkProof, linkToDevice } from './device-link.ts'

const bytes = (name: string, length = 32) => new Uint8Array(createHash('sha256').update(name).digest()).slice(0, length)
const keysOf = (name: string) => deviceKeys(redact(bytes(name)))
const [fresh, old, eve] = [keysOf('fresh'), keysOf('old'), keysOf('eve')]
const nonce = bytes('nonce')
const link = {
  device: fresh.device,
  boxKey: fresh.box.publicKey,
  commitment: commitmentTo(nonce),
  secret: bytes('secret', 16),
  addresses: ['/ip4/192.168.0.4/tcp/4001'],
}

describe('the link of a new device (I3)', () => {
  test('gives back what it says, whatever a mail program did to its lines', () => {
    const text = deviceToLink(link)
    expect(linkToDevice(text)).toEqual({ ok: true, value: link })
    expect(linkToDevice(` ${text.slice(0, 40)}\n${text.slice(40)} `)).toEqual({ ok: true, value: link })
  })

  test('that is cut, changed in its form, or another kind of link, is none', () => {
    const text = deviceToLink(link)
    for (const other of [
      text.slice(0, -1),
      `${text}A`,
      text.replace('device', 'contact'),
      'x',
      `dure:device#`,
      'x'.repeat(99_999),
    ])
      expect(linkToDevice(other)).toMatchObject({ error: { type: 'DeviceLinkMalformed' } })
  })
})

describe('the six digits (I3)', () => {
  const ends = { link, by: old.device }

  test('are the same for the same two devices, link and nonces', () => {
    const code = linkCode(ends, nonce, bytes('other'))
    expect(code).toMatch(/^\d{6}$/u)
    expect(linkCode({ ...ends }, nonce, bytes('other'))).toBe(code)
  })

  test('are others for whoever stands in between, with her own keys or her own nonce', () => {
    const code = linkCode(ends, nonce, bytes('other'))
    expect(linkCode({ link, by: eve.device }, nonce, bytes('other'))).not.toBe(code)
    expect(
      linkCode(
        { link: { ...link, device: eve.device, boxKey: eve.box.publicKey }, by: old.device },
        nonce,
        bytes('other'),
      ),
    ).not.toBe(code)
    expect(linkCode(ends, nonce, bytes('another'))).not.toBe(code)
    expect(linkCode(ends, bytes('hers'), bytes('other'))).not.toBe(code)
  })

  test('begin with a proof that is of these two devices alone: who overhears it cannot use it', () => {
    expect(linkProof(ends)).not.toEqual(linkProof({ link, by: eve.device }))
    expect(linkProof(ends)).not.toEqual(linkProof({ link: { ...link, secret: bytes('guess', 16) }, by: old.device }))
  })
})
