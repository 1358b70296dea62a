import { describe, expect, test } from 'vitest'
import { commands } from './commands.ts'
import { apiDocument, apiDocumentOnDisk } from './docs.ts'
import { methods, refusals, topics } from './index.ts'

describe('docs/api.md', () => {
  test('says what the contract says now; if not, run `npm run docs`', () => {
    expect(apiDocumentOnDisk()).toBe(apiDocument())
  })

  test('leaves out no method, refusal, event or command', () => {
    const said = apiDocument()
    const words = [
      ...[...methods.keys()].map((name) => `**\`${name}`),
      ...Object.keys(refusals).map((type) => `\n- \`${type}\` `),
      ...topics.map((topic) => `topic: '${topic}'`),
      ...Object.keys(commands).map((name) => `\n### dure ${name}\n`),
    ]
    expect(words.filter((word) => !said.includes(word))).toEqual([])
  })
})

describe('the contract', () => {
  test('lets a method name only refusals that have words, each once', () => {
    for (const { refusals: named } of methods.values()) {
      expect(new Set(named).size).toBe(named.length)
      expect(named.filter((type) => !Object.hasOwn(refusals, type))).toEqual([])
    }
  })

  test('has no refusal that no method names', () => {
    const named = new Set([...methods.values()].flatMap((method) => method.refusals))
    expect(Object.keys(refusals).filter((type) => !named.has(type as never))).toEqual([])
  })

  test('takes nothing that it does not know, in any method', () => {
    for (const method of methods.values()) {
      const parsed = method.params.safeParse({ 'a stranger': 1 })
      expect(parsed.error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true)
    }
  })
})
