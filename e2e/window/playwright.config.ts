import { defineConfig } from '@playwright/test'
import { env } from 'node:process'
import { chooseRuntime } from './runtime.ts'

const { says } = chooseRuntime()
// Workers read this file, too.
if (env['TEST_WORKER_INDEX'] === undefined) process.stdout.write(`${says}\n`)

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/window',
  globalSetup: '../support/built.ts',
  // Each story has nodes, a browser and a main process of its own, on two cores.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  // A main process, a node and a browser each begin before anything is seen; a slow machine is not a wrong answer.
  timeout: 180_000,
  expect: { timeout: 60_000 },
})
