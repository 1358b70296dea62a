import react from '@vitejs/plugin-react'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The absolute path of something in this project. */
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Packages left in node_modules, because they look for native code or WebAssembly beside themselves. */
const beside = ['better-sqlite3', '@automerge/automerge']

/** What Electron brings itself. */
const ofElectron = ['electron', /^node:/, ...builtinModules]
const forElectron = {
  outDir: at('dist/main'),
  emptyOutDir: false,
  target: 'node24',
  minify: false,
  sourcemap: true,
  copyPublicDir: false,
}

// scripts/build.ts empties dist/ where that is wanted: a running node may still need a chunk of an older build.
export default defineConfig({
  root: at('app/renderer'),
  plugins: [react()],
  builder: {},
  environments: {
    /** The page: app/renderer -> dist/web. */
    client: {
      build: { outDir: at('dist/web'), emptyOutDir: false, target: 'es2024', sourcemap: true },
    },
    /** The `dure` command with the node and the relay: app/cli -> dist/node. What is imported late becomes a chunk of its own. */
    node: {
      consumer: 'server',
      resolve: { noExternal: true, conditions: ['node'], external: beside },
      build: {
        outDir: at('dist/node'),
        emptyOutDir: false,
        target: 'node22',
        minify: false,
        sourcemap: true,
        copyPublicDir: false,
        rolldownOptions: {
          // `process` is what Electron's utility process runs: the same node, so the same chunks.
          input: { dure: at('app/cli/main.ts'), process: at('app/service/process/main.ts') },
          external: [/^node:/, ...builtinModules, ...beside],
          output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
        },
      },
    },
    /** The window's own process: app/main -> dist/main. */
    main: {
      consumer: 'server',
      resolve: { noExternal: true, conditions: ['node'], external: ['electron'] },
      build: {
        ...forElectron,
        rolldownOptions: {
          input: { main: at('app/main/main.ts') },
          external: ofElectron,
          output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
        },
      },
    },
    /** What stands between the page and main: one file, because a sandboxed preload can load no other. */
    preload: {
      consumer: 'server',
      resolve: { noExternal: true, conditions: ['node'], external: ['electron'] },
      build: {
        ...forElectron,
        rolldownOptions: {
          input: { preload: at('app/preload/preload.ts') },
          external: ofElectron,
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  },
  test: {
    root: at('.'),
    include: ['{app,bin,core,lab,scripts,sync-relay}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Two cores and real processes in some tests: a slow machine must not fail a right answer.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // By itself it leaves one core to the watcher, of which there is none here.
    maxWorkers: '100%',
    passWithNoTests: false,
  },
})
