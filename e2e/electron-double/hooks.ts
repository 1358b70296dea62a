/** Loaded before anything else: `electron` means the double, for `require` and `import` alike, and the process says so. */

import { registerHooks } from 'node:module'

const double = new URL('electron.ts', import.meta.url).href
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' || name === 'electron/main'
      ? { url: double, format: 'module-typescript', shortCircuit: true }
      : next(name, context),
})
Object.defineProperty(process.versions, 'electron', { value: '0.0.0-double', enumerable: true })
Object.assign(process, { type: 'browser', defaultApp: true })
