/**
 * Runs everything that must be true of this project, says for each step how it went, and shows the output of those that
 * failed. A failed step hides none after it. The last line counts what really ran; any failure makes the exit code 1.
 */

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { add, countOfCheck, countOfPlaywright, countOfVitest, line, nothing, withRunner, type Count } from './count.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const reports = join(root, 'node_modules/.cache/dure-test')
/** A step that takes longer than this many milliseconds hangs: the whole takes a few minutes on two slow cores. */
const stepLimit = 20 * 60_000

/** One step: a command, and how to count it. Without a report it counts as one. */
interface Step {
  readonly name: string
  readonly command: readonly string[]
  readonly report?: { readonly file: string; readonly count: (report: never) => Count }
  readonly env?: Readonly<Record<string, string>>
  /** A line of what it says that is to be seen whether it fails or not. */
  readonly note?: RegExp
}

const unitReport = join(reports, 'unit.json')
const storyReport = join(reports, 'stories.json')
const windowReport = join(reports, 'window.json')

/** Steps of one group run side by side; groups run one after the other, because the later ones use every core. */
const groups: readonly (readonly Step[])[] = [
  [
    { name: 'format', command: ['prettier', '--check', '.', '!docs/api.md'] },
    { name: 'lint', command: ['oxlint'] },
  ],
  [
    { name: 'types', command: ['tsc', '--noEmit'] },
    { name: 'unused', command: ['knip'] },
  ],
  [{ name: 'build', command: ['node', 'scripts/build.ts'] }],
  [
    {
      name: 'unit, property and integration tests',
      command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
      report: { file: unitReport, count: countOfVitest },
    },
  ],
  [
    {
      name: 'stories in the browser',
      command: ['playwright', 'test', '--config', 'e2e', '--reporter', 'list,json'],
      report: { file: storyReport, count: countOfPlaywright },
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: storyReport },
    },
  ],
  [
    {
      name: 'stories in the window',
      command: ['playwright', 'test', '--config', 'e2e/window', '--reporter', 'list,json'],
      report: { file: windowReport, count: countOfPlaywright },
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: windowReport },
      note: /^the window runs on .*$/m,
    },
  ],
]

const running = new Set<ChildProcess>()

/** Ends a step with everything it started. */
const endGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It ended by itself in this very moment.
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    running.forEach(endGroup)
    process.stdout.write(`ended by ${signal}\n`)
    process.exit(1)
  })

/** Runs a command to its end. `output` is what it said, in the order in which it said it. */
const run = (step: Step): Promise<{ exitedWell: boolean; output: string }> =>
  new Promise((resolve) => {
    const [program = '', ...args] = step.command
    const said: Buffer[] = []
    const child = spawn(program, args, {
      cwd: root,
      env: {
        ...process.env,
        ...step.env,
        // First the project's own tools, the right Node among them.
        PATH: [join(root, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that all that a step started can be ended with it.
      detached: process.platform !== 'win32',
      // On Windows the tools are .cmd files, which only a shell runs.
      shell: process.platform === 'win32',
    })
    const limit = setTimeout(() => {
      said.push(Buffer.from(`still running after ${stepLimit / 60_000} minutes\n`))
      endGroup(child)
    }, stepLimit)
    running.add(child)
    child.stdout.on('data', (bytes: Buffer) => said.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => said.push(bytes))
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      running.delete(child)
      if (signal !== null) said.push(Buffer.from(`ended by ${signal}\n`))
      resolve({ exitedWell: code === 0, output: Buffer.concat(said).toString() })
    })
  })

const countOf = (step: Step, exitedWell: boolean): Count => {
  if (step.report === undefined) return countOfCheck(exitedWell)
  try {
    // Each counter knows the report of its own tool; one of another shape throws here and counts as a failure.
    const report = JSON.parse(readFileSync(step.report.file, 'utf8')) as never
    return withRunner(step.report.count(report), exitedWell)
  } catch (error) {
    process.stdout.write(`${step.name}: no report (${String(error)})\n`)
    return { ...nothing, failed: 1 }
  }
}

const runStep = async (step: Step): Promise<Count> => {
  const from = performance.now()
  const { exitedWell, output } = await run(step)
  const count = countOf(step, exitedWell)
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  const outcome = step.report === undefined ? '' : `: ${line(count)}`
  process.stdout.write(`${count.failed === 0 ? 'ok  ' : 'FAIL'} ${step.name}${outcome} (${seconds} s)\n`)
  const noted = step.note?.exec(output)?.[0]
  if (noted !== undefined) process.stdout.write(`     ${noted}\n`)
  if (count.failed > 0) process.stdout.write(`${output.trimEnd()}\n\n`)
  return count
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
let total = nothing
for (const group of groups) total = (await Promise.all(group.map(runStep))).reduce(add, total)
process.stdout.write(`${line(total)}\n`)
process.exitCode = total.failed === 0 ? 0 : 1
