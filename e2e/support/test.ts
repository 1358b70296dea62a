import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { person, type Person, type PersonOptions } from './person.ts'
import { launch, type Ended, type Launch, type Running } from './process.ts'
import { relay, type Relay } from './relay.ts'

/** Where a story takes place: it ends everything that runs there, and is gone after it. */
export interface Town {
  /** A folder that is removed with the town. */
  readonly place: string
  /** Runs `dure` with these words. */
  readonly launch: Launch
  /** Signals one of the processes that run here, and waits for its end. */
  end(pid: number, signal: NodeJS.Signals): Promise<Ended>
  /** A person with a computer that is still off. */
  person(name: string, options?: PersonOptions): Person
  /** A relay that runs. `config`: the path of its settings. */
  relay(config?: string): Promise<Relay>
}

/** Stories with real processes. */
export const test = base.extend<{ town: Town }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern that it uses no other fixture
  town: async ({}, use, info) => {
    const place = mkdtempSync(join(tmpdir(), 'dure-story-'))
    const running: Running[] = []
    const launchHere: Launch = (words, options) => {
      const started = launch(words, options)
      running.push(started)
      return started
    }
    let count = 0
    await use({
      place,
      launch: launchHere,
      end: (pid, signal) => {
        const found = running.find((each) => each.pid === pid)
        if (found === undefined) throw new Error(`no process ${pid} runs here`)
        return found.end(signal)
      },
      person: (name, options) => person(name, join(place, `${name}-${count++}`), launchHere, options),
      relay: async (config) => {
        const made = relay(join(place, `relay-${count++}`), launchHere, config)
        await made.start()
        return made
      },
    })
    const ended = await Promise.all(running.map((each) => each.end('SIGKILL')))
    await rm(place, { recursive: true, force: true })
    const said = ended.map((each, i) => `--- ${running[i]?.what ?? ''}\n${each.printed}${each.said}`).join('\n')
    if (info.status !== info.expectedStatus) await writeFile(info.outputPath('processes.log'), said)
    const faults = ended.filter(
      (each) => each.said.includes('a fault in Dure itself') || each.said.includes('fault in '),
    )
    if (faults.length > 0) throw new Error(`a fault in Dure itself:\n${said}`)
  },
})

export { expect } from '@playwright/test'
