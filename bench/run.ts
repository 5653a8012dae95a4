// `npm run bench -- [section…]`: measures what the design promises, prints the figures with the machine beside them, and
// writes bench/RESULTS.md. Everything stays on loopback and in temporary folders, and is gone afterwards.
import { join } from 'node:path'
import { endWith, print, say } from '../bin/say.mjs'
import { createTemporaryFolder, removeTemporaryFolder } from '../lib/testing/temporary-folder.ts'
import { type Options, parseOptions, type Section, sections, usage } from './options.ts'
import { describeMachine } from './report/describe-machine.ts'
import type { Measured } from './report/figure.ts'
import { printPart } from './report/print-part.ts'
import { renderPart, writeResults } from './report/write-results.ts'

/** Imported when it is run: a section must not pay for what another one loads. */
const measures: Record<Section, (options: Options) => Promise<Measured>> = {
  streaming: async (options) => (await import('./streaming/measure-streaming.ts')).measureStreaming(options),
  append: async () => (await import('./processes/measure-append.ts')).measureAppend(),
  open: async (options) => (await import('./opening/measure-open.ts')).measureOpen(options),
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

async function run(options: Options): Promise<void> {
  const parts = new Map<string, string>()
  const path = join(import.meta.dirname, 'RESULTS.md')
  for (const section of options.chosen) {
    const machine = readMachine()
    if (parts.size === 0) print(machine.join('\n'))
    say('bench', `measuring ${section} …`)
    const found = await measures[section](options)
    printPart(section, found)
    parts.set(section, renderPart(section, new Date(), machine, found))
    // After each, so that one that fails costs only itself.
    if (options.results) writeResults(path, parts, sections)
  }
  if (options.results) print('\nWritten to bench/RESULTS.md.')
}

try {
  const options = parseOptions(process.argv.slice(2))
  if (options === null) print(usage)
  else await run(options)
  // What the product keeps open for its whole life, such as the sender of jobs, must not keep the bench.
  process.exit()
} catch (error) {
  endWith(error)
}
