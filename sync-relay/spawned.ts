import { runRelay } from './main.ts'

// A relay as a process of its own, for tests: `node sync-relay/spawned.ts DATA [LISTEN…]`. People use `dure relay`.

const [data = '', ...listen] = process.argv.slice(2)
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
const code = await runRelay({
  data,
  listen,
  config: process.env['RELAY_CONFIG'] ?? null,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
})
// A library's forgotten timer must not keep a relay that has ended.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
