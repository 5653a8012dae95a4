// read_file: numbered lines, as many as fit.
import type { ToolArguments } from '../../protocol/tools.ts'
import type { TurnHost } from '../engine.ts'
import type { ToolAnswer } from './perform-call.ts'

const maxLines = 2000
const maxCharacters = 60_000

export async function readLines(args: ToolArguments['read_file'], host: TurnHost): Promise<ToolAnswer> {
  const read = await host.bench.read(args.path)
  if (!read.ok) return { outcome: 'failed', exitCode: 1, output: read.reason }
  const lines = read.text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const from = (args.offset ?? 1) - 1
  if (from >= lines.length && lines.length > 0) {
    return {
      outcome: 'failed',
      exitCode: 1,
      output: `${args.path} has ${lines.length} lines; line ${from + 1} is beyond its end.`,
    }
  }
  const wanted = lines.slice(from, from + Math.min(args.limit ?? maxLines, maxLines))
  const told: string[] = []
  let size = 0
  for (const [index, line] of wanted.entries()) {
    const numbered = `${String(from + index + 1).padStart(5)}  ${line}`
    size += numbered.length + 1
    if (size > maxCharacters) break
    told.push(numbered)
  }
  const left = lines.length - from - told.length
  const rest = left > 0 ? `\n[${left} more lines; read on with offset ${from + told.length + 1}]` : ''
  return {
    outcome: 'ok',
    exitCode: 0,
    output: told.length === 0 ? '(empty file)' : told.join('\n') + rest,
    paths: [args.path],
  }
}
