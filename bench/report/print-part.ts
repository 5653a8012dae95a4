// The figures of one part on the terminal, in columns.
import { print } from '../../bin/say.mjs'
import type { Measured } from './figure.ts'

export function printPart(section: string, machine: readonly string[], { figures, notes }: Measured): void {
  const rows = figures.map(({ name, measured, ratio, promised, kept, load }) => [
    name,
    measured,
    ratio ?? '',
    promised === null ? '' : `promised ${promised}${kept === null ? '' : kept ? ': kept' : ': MISSED'}`,
    `load ${load.toFixed(1)}`,
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  print(`\n${section}`)
  for (const line of machine) print(`  ${line}`)
  print()
  for (const row of rows)
    print(`  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
  for (const note of notes) print(`  ${note}`)
}
