// bench/RESULTS.md: one part per section of the bench, each with its date and machine, so that a section that is run
// alone replaces its own figures and leaves the others as they were measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Figure, Measured } from './figure.ts'

const opening = `# Figures

Written by \`npm run bench\`; every part by the run whose date it names. Absolute times belong to that machine and its load at that
moment, so read the ratios first: both sides of a ratio were measured in the same run. *Promised* is what the design promises; a
figure that misses it says so here and, below its table, why. *Load* is the average number of runnable processes over the
minute before.
`

const verdict = ({ kept }: Figure): string => (kept === null ? '' : kept ? 'yes' : '**no**')
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** The Markdown of one part, from its heading to its last note. */
export function renderPart(section: string, date: Date, machine: readonly string[], found: Measured): string {
  const rows = found.figures.map((one) =>
    [one.name, one.measured, one.ratio ?? '', one.promised ?? '', verdict(one), one.load.toFixed(1)].map(
      cell,
    ),
  )
  const table = [
    ['figure', 'measured', 'ratio', 'promised', 'kept', 'load'],
    Array<string>(6).fill('---'),
    ...rows,
  ]
  return [
    `## ${section}`,
    '',
    `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${machine.join('. ')}.`,
    '',
    ...found.how,
    '',
    ...table.map((row) => `| ${row.join(' | ')} |`),
    ...(found.notes.length > 0 ? ['', ...found.notes.map((note) => `- ${note}`)] : []),
    '',
  ].join('\n')
}

/** The whole file with these parts in place of the old ones of the same name; `order` are all sections there are. */
export function mergeParts(
  before: string,
  parts: ReadonlyMap<string, string>,
  order: readonly string[],
): string {
  const old = new Map(
    before
      .split(/^(?=## )/m)
      .filter((part) => part.startsWith('## '))
      .map((part) => [/^## (.*)$/m.exec(part)?.[1] ?? '', part]),
  )
  const kept = order.flatMap((section) => parts.get(section) ?? old.get(section) ?? [])
  return [opening, ...kept.map((part) => `${part.trimEnd()}\n`)].join('\n')
}

export function writeResults(
  path: string,
  parts: ReadonlyMap<string, string>,
  order: readonly string[],
): void {
  writeFileSync(path, mergeParts(existsSync(path) ? readFileSync(path, 'utf8') : '', parts, order))
}
