import { defineConfig } from '@playwright/test'
import { browserArgs, findBrowser } from './browser.ts'

export default defineConfig({
  testDir: '.',
  // The stories of the window have a runtime of their own: e2e/window.
  testIgnore: 'window/**',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/looks/{arg}{ext}',
  globalSetup: './support/built.ts',
  // Real nodes and browsers share two cores; each test has its own data folders and ports.
  workers: 2,
  fullyParallel: true,
  // A test that passes the second time has found something: no retries.
  retries: 0,
  forbidOnly: true,
  // A slow machine must not fail a right answer; a wrong one shows at once in what is expected.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findBrowser(), args: [...browserArgs] },
  },
})
