import { writeFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { rows, runBench } from './bench.ts'
import { tableOf } from './table.ts'

const USAGE = `npm run bench -- [--quick] [--only ROW]… [--seed N] [--folder DIR] [--json FILE]

  --quick        chats of 10,000 messages only
  --only ROW     one of ${rows.map(({ name }) => name).join(', ')}; may be repeated
  --seed N       what corpora and keys follow from; 1 if left out
  --folder DIR   where databases are put: the disk that is measured
  --json FILE    the same figures, for programs
`
const SIZES = [10_000, 100_000]
const SENDS = 2_000

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const unknown = values.only.find((name) => !rows.some((row) => row.name === name))
  if (unknown !== undefined) throw new TypeError(`there is no row ${unknown}`)
  if (!/^\d{1,9}$/u.test(values.seed)) throw new TypeError('--seed takes a number')
  return { ...values, seed: Number(values.seed) }
}

/** What the figures were measured on: they mean little without it. */
const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${arch()}`,
  node: process.version,
}

async function main(): Promise<void> {
  let options: ReturnType<typeof readOptions>
  try {
    options = readOptions()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    process.exitCode = 2
    return
  }
  const { seed, only, json, folder = null } = options
  const sizes = options.quick ? SIZES.slice(0, 1) : SIZES
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const figures = await runBench({ seed, sizes, sends: SENDS, only, folder, say })
  const { cores, memoryGiB, processor, system, node } = machine
  process.stdout.write(`${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; seed ${seed}\n\n`)
  process.stdout.write(tableOf(figures))
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, seed, sizes, figures }, null, 2)}\n`)
}

// A bench that is stopped leaves no process behind: `exit` ends those it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
await main()
