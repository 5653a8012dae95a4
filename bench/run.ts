// `npm run bench -- [section…]`: measures what the design promises, prints the figures with the machine beside them, and
// writes bench/RESULTS.md. Everything stays on loopback and in temporary folders, and is gone afterwards.
import { join } from 'node:path'
import { runNode } from '../bin/node-runtime.mjs'
import { endWith, print, say } from '../bin/say.mjs'
import { logger } from '../lib/logger.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../lib/testing/temporary-folder.ts'
import { type Options, parseOptions, type Section, sections, usage } from './options.ts'
import { describeMachine } from './report/describe-machine.ts'
import type { Measured } from './report/figure.ts'
import { printPart } from './report/print-part.ts'
import { renderPart, writeResults } from './report/write-results.ts'

const measures: Record<Section, (options: Options) => Promise<Measured>> = {
  streaming: async (options) => (await import('./streaming/measure-streaming.ts')).measureStreaming(options),
  append: async () => (await import('./processes/measure-append.ts')).measureAppend(),
  snapshot: async () => (await import('./snapshot/measure-snapshot.ts')).measureSnapshot(),
  open: async () => (await import('./opening/measure-open.ts')).measureOpen(),
  waiting: async () => (await import('./waiting/measure-waiting.ts')).measureWaiting(),
  start: async () => (await import('./processes/measure-start.ts')).measureStart(),
  memory: async () => (await import('./processes/measure-memory.ts')).measureMemory(),
}

function readMachine(): string[] {
  const folder = createTemporaryFolder()
  try {
    return describeMachine(folder)
  } finally {
    removeTemporaryFolder(folder)
  }
}

async function run(section: Section, options: Options): Promise<void> {
  // The product's log says that connections were cut, which is how a section ends.
  logger.level = 'error'
  const machine = readMachine()
  say('bench', `measuring ${section} …`)
  const found = await measures[section](options)
  printPart(section, machine, found)
  const part = renderPart(section, new Date(), machine, found)
  if (options.results)
    writeResults(join(import.meta.dirname, 'RESULTS.md'), new Map([[section, part]]), sections)
}

/** Each in a process of its own: none inherits what another one loaded, and one that fails costs only itself. */
function runEach(options: Options, args: readonly string[]): void {
  const settings = args.filter((arg) => !sections.some((section) => section === arg))
  for (const section of options.chosen)
    if (runNode(['--disable-warning=ExperimentalWarning', import.meta.filename, section, ...settings]) !== 0)
      process.exitCode = 1
  if (options.results) print('\nWritten to bench/RESULTS.md.')
}

try {
  const args = process.argv.slice(2)
  if (args[0] === 'review') {
    // About repositories that the caller names; it keeps a page of its own.
    const { runReview } = await import('./review/run-review.ts')
    await runReview(args.slice(1))
    process.exit()
  }
  const options = parseOptions(args)
  const [only, ...more] = options?.chosen ?? []
  if (!options || !only) print(usage)
  else if (more.length > 0) runEach(options, args)
  else await run(only, options)
  // What the product keeps open for its whole life, such as the sender of jobs, must not keep the bench.
  process.exit()
} catch (error) {
  endWith(error)
}
