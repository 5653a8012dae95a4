// One tool call of the model: checked, allowed, started, done, finished. Each step is in the log before the next begins.
// What a tool answers is text for the model; a bad call is answered, never thrown.
import type { EventData } from '../../protocol/events.ts'
import { isToolName, parseToolArguments, type ToolArguments, type ToolName } from '../../protocol/tools.ts'
import type { LongText } from '../../protocol/values.ts'
import type { TurnHost, TurnInput } from '../engine.ts'
import { patchFiles } from './patch-files.ts'
import { proposePlan, updatePlan } from './plan-tools.ts'
import { readLines } from './read-lines.ts'
import { runCommand } from './run-command.ts'
import { toolsFor } from './run-turn.ts'
import { searchFiles } from './search-files.ts'

export type ToolCall = { callId: string; name: string; arguments: LongText }
export type ToolAnswer = {
  outcome: EventData<'tool.finished'>['outcome']
  output: string
  exitCode?: number | null
  paths?: string[]
  durationMs?: number
}

export async function performCall(
  call: ToolCall,
  input: TurnInput,
  host: TurnHost,
): Promise<'finished' | 'parked'> {
  const { name } = call
  const args = await host.text(call.arguments)
  if (!isToolName(name) || !toolsFor(input.kind).includes(name)) {
    const offered = toolsFor(input.kind).join(', ')
    return refuse(call, input, host, `There is no tool "${name}" in this turn. Use one of: ${offered}.`)
  }
  const parsed = parseToolArguments(name, args)
  if (!parsed.ok) return refuse(call, input, host, parsed.reason)
  if (name === 'exec_command')
    return runCommand(call.callId, parsed.value as ToolArguments['exec_command'], input, host)
  await start(call, input, host, titleOf(name, parsed.value))
  const begin = performance.now()
  const answer = await perform(name, parsed.value, host)
  await finish(call.callId, { durationMs: performance.now() - begin, ...answer }, host)
  return 'finished'
}

function perform(
  name: Exclude<ToolName, 'exec_command'>,
  value: ToolArguments[ToolName],
  host: TurnHost,
): Promise<ToolAnswer> {
  switch (name) {
    case 'apply_patch':
      return patchFiles(value as ToolArguments['apply_patch'], host)
    case 'read_file':
      return readLines(value as ToolArguments['read_file'], host)
    case 'search':
      return searchFiles(value as ToolArguments['search'], host)
    case 'propose_plan':
      return proposePlan(value as ToolArguments['propose_plan'], host)
    case 'update_plan':
      return updatePlan(value as ToolArguments['update_plan'], host)
  }
}

/** One line for people. */
function titleOf(name: ToolName, value: ToolArguments[ToolName]): string {
  switch (name) {
    case 'exec_command':
      return (value as ToolArguments['exec_command']).cmd
    case 'apply_patch': {
      const files = [
        ...(value as ToolArguments['apply_patch']).input.matchAll(
          /^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm,
        ),
      ].map((match) => match[1]!.trim())
      return files.join(', ').slice(0, 500) || 'patch'
    }
    case 'read_file':
      return (value as ToolArguments['read_file']).path
    case 'search':
      return (value as ToolArguments['search']).pattern
    case 'propose_plan':
      return (value as ToolArguments['propose_plan']).summary.slice(0, 200)
    case 'update_plan':
      return 'plan'
  }
}

async function refuse(call: ToolCall, input: TurnInput, host: TurnHost, reason: string): Promise<'finished'> {
  await start(call, input, host, call.name)
  await finish(call.callId, { outcome: 'failed', output: `Exit code: 1\nOutput:\n${reason}` }, host)
  return 'finished'
}

function start(call: ToolCall, input: TurnInput, host: TurnHost, title: string): Promise<void> {
  const name = call.name.slice(0, 100).toWellFormed()
  return host.record([
    {
      type: 'tool.started',
      data: { callId: call.callId, turnId: input.turnId, name, title: shortTitle(title), approvalId: null },
    },
  ])
}

/** The arguments hold the whole; a title is a line. */
export const shortTitle = (title: string): string =>
  title.length <= 4_000 ? title : `${title.slice(0, 4_000).toWellFormed()}…`

export function finish(callId: string, answer: ToolAnswer, host: TurnHost): Promise<void> {
  const { outcome, output, exitCode = null, paths = [], durationMs = 0 } = answer
  return host.record([
    {
      type: 'tool.finished',
      data: {
        callId,
        outcome,
        exitCode,
        output,
        durationMs: Math.round(durationMs),
        paths: paths.slice(0, 500),
      },
    },
  ])
}
