// search: ripgrep inside the box, so that links and odd files are the box's matter.
import type { ToolArguments } from '../../protocol/tools.ts'
import type { TurnHost } from '../engine.ts'
import type { ToolAnswer } from './perform-call.ts'

const defaultResults = 100
const maxResults = 1000

export async function searchFiles(args: ToolArguments['search'], host: TurnHost): Promise<ToolAnswer> {
  const wanted = Math.min(args.max_results ?? defaultResults, maxResults)
  const result = await host.bench.search(args.pattern, {
    ...(args.path ? { path: args.path } : {}),
    ...(args.glob ? { glob: args.glob } : {}),
    maxResults: wanted,
    signal: host.forAction(),
  })
  if (result.exitCode === 1) return { outcome: 'ok', exitCode: 1, output: 'No matches.' }
  if (result.exitCode !== 0)
    return { outcome: 'failed', exitCode: result.exitCode, output: result.output || 'The search failed.' }
  const lines = result.output.split('\n').filter((line) => line !== '')
  const rest =
    lines.length > wanted ? `\n[${lines.length - wanted} more matching lines; narrow the search]` : ''
  return { outcome: 'ok', exitCode: 0, output: lines.slice(0, wanted).join('\n') + rest }
}
