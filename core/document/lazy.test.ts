import { expect, test, vi } from 'vitest'

vi.mock('@automerge/automerge/slim', () => {
  throw new Error('Automerge was loaded')
})
vi.mock('@automerge/automerge', () => {
  throw new Error('Automerge was loaded')
})

test('composing, checking and encoding load no Automerge; only asking for it does (D10)', async () => {
  const room = await import('./index.ts')
  const door = await import('./automerge/index.ts')
  const [feed, document] = [(await import('./testing.ts')).feedOf(1), (await import('./testing.ts')).documentOf('chat')]
  expect(room.startBranch({ feed, document, kind: 'chat' }).seq).toBe(0)
  await expect(door.loadAutomerge()).rejects.toThrow('mocking a module')
})
