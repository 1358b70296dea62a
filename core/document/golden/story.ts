import type { Fact } from '#core/entry/types.ts'
import { containerNumber } from '../kinds.ts'
import type { Said } from '../testing.ts'

// What the golden files beside this hold. Never changed: a new case is a new line at the end, and new bytes.

const message = (body: string): Fact => ({
  container: containerNumber('chat', 'messages'),
  key: null,
  value: { kind: 'text', body },
})

/** Bora (devices 0 and 1) and Jun (2) in a month of their chat, with every kind of value there is. */
export const GOLDEN_STORY: readonly Said[] = [
  { device: 0, after: 1, facts: [message('안녕 Jun 🙂')] },
  { device: 2, after: 2, facts: [message('안녕! see you at eight'), message('')] },
  {
    device: 0,
    after: 3,
    facts: [
      {
        container: containerNumber('chat', 'messages'),
        key: null,
        value: {
          kind: 'file',
          body: 'b'.repeat(300),
          size: Number.MAX_SAFE_INTEGER,
          offset: Number.MIN_SAFE_INTEGER,
          zero: 0,
          chunks: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(1), new Uint8Array(0)],
          mentions: ['jun', 'jun', 'mina'],
          mixed: [null, true, false, -1, 63, 64, -64, -65, '', '한'],
          none: [],
          preview: Uint8Array.of(0, 255),
          expiry: null,
          silent: true,
          pinned: false,
        },
      },
    ],
  },
  // An explicit key alone (its change's message says the seq), written by both of Bora's devices in the same moment.
  { device: 0, after: 4, facts: [{ container: 6, key: Uint8Array.of(1, 2, 3), value: { option: 1 } }] },
  { device: 1, after: 0, facts: [{ container: 6, key: Uint8Array.of(1, 2, 3), value: { option: 2 } }] },
  // Again by one of them, an empty key and an empty value, a key as long as may be, and a spare container.
  {
    device: 1,
    after: 5,
    facts: [
      { container: 6, key: Uint8Array.of(1, 2, 3), value: { option: 3 } },
      { container: 5, key: new Uint8Array(0), value: {} },
      { container: 15, key: new Uint8Array(64).fill(7), value: { later: ['x'] } },
      { container: 3, key: null, value: { target: new Uint8Array(29).fill(3) } },
    ],
  },
]
