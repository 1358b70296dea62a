import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configErrorSentence, DAY_MS, defaultConfig, exampleConfig, readConfig } from './index.ts'

const read = (text: string) => {
  const config = readConfig(text)
  if (!config.ok) throw new Error(config.error.map(configErrorSentence).join('; '))
  return config.value
}
const complaints = (text: string): readonly string[] => {
  const config = readConfig(text)
  return config.ok ? [] : config.error.map(configErrorSentence)
}

describe('relay.yaml', () => {
  test('nothing, a comment or empty groups mean the defaults', () => {
    for (const text of ['', '# nothing\n', 'mailbox:\n', 'metrics: {}\ninbox:\n  # letters: 5\n'])
      expect(read(text)).toEqual(defaultConfig)
  })

  test('the documentation shows every key at its default, and that file says the defaults', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/self-hosting.md'), 'utf8')
    const shown = /```yaml\n([\s\S]*?)```/.exec(page)?.[1]
    expect(shown?.trim()).toBe(exampleConfig().trim())
    expect(read(exampleConfig())).toEqual(defaultConfig)
  })

  test('what is set is set, and nothing else changes', () => {
    const config = read(`
listen: [/ip4/127.0.0.1/tcp/4001]
circuits: { bytes: unlimited, time: 90 minutes }
mailbox:
  total: 1TiB
  retention: 30 days
metrics:
  host: '::1'
`)
    expect(config).toEqual({
      ...defaultConfig,
      listen: ['/ip4/127.0.0.1/tcp/4001'],
      circuits: { ...defaultConfig.circuits, bytes: null, time: 90 * 60_000 },
      mailbox: { ...defaultConfig.mailbox, total: 2 ** 40, retention: 30 * DAY_MS },
      metrics: { ...defaultConfig.metrics, host: '::1' },
    })
  })

  test('all that is wrong is said at once, each with its key and what would be right', () => {
    expect(
      complaints(`
Listen: []
mailbox:
  total: 4 GB
  per-log: 1 MiB
  feedsPerLog: 1.5
inbox: 3
metrics:
  port: 70000
`),
    ).toEqual([
      'Listen: there is no such key; did you mean listen?',
      'mailbox.per-log: there is no such key; did you mean mailbox.perLog?',
      'mailbox.total: must be a number with its unit, such as 256 MiB, from 1 MiB to 1024 TiB',
      'mailbox.feedsPerLog: must be a whole number from 2 to 100000',
      'inbox: must be keys below it: enabled, inboxes, inboxesPerPeer, tickets, letters, perInbox, perPeer, total, retention, forget',
      'metrics.port: must be a whole number from 0 to 65535',
    ])
  })

  test('a line that is no YAML, a key said twice and an alias are named by their line', () => {
    expect(complaints('a: [')[0]).toMatch(/^line 1: /)
    expect(complaints('metrics:\n  port: 1\n  port: 2\n')[0]).toMatch(/^line 3: /)
    expect(complaints('listen: &x [/ip4/127.0.0.1/tcp/1]\nannounce: *x\n')).toHaveLength(1)
    expect(complaints('- listen')).toEqual([expect.stringMatching(/^the whole file: must be keys below it: listen/)])
    expect(complaints(`# ${'x'.repeat(70_000)}`)).toEqual([expect.stringContaining('70002 bytes')])
  })

  test('no key has a meaning of its own, and no text is thrown on', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(complaints(`${key}: 1`)[0]).toContain('there is no such key')
    const line = fc.tuple(
      fc.constantFrom('listen', 'mailbox', 'metrics', 'port', 'total', '__proto__', '-', '?', '&a', '*a', '!!js', '<<'),
      fc.constantFrom(':', ': ', ' ', ':\n  '),
      fc.oneof(fc.string(), fc.constantFrom('5', '4 GiB', '[', '{}', '|', 'true', '~', '*a')),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const config = readConfig(lines.map((parts) => parts.join('')).join('\n'))
        // Either all values are of their kind, or something is said.
        expect(config.ok ? typeof config.value.metrics.port : config.error.length > 0).toBe(config.ok ? 'number' : true)
      }),
      { numRuns: 500 },
    )
  })
})
