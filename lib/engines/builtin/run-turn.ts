// The built-in engine: look at the log, settle open calls, ask the model, perform its calls, until it has no more to do.
// Its only memory is the log; a turn that is interrupted anywhere goes on from there in any process.

import type { Event } from '../../protocol/events.ts'
import { type ToolName, toolNames } from '../../protocol/tools.ts'
import type { Engine, TurnHost, TurnInput, TurnOutcome } from '../engine.ts'
import { type Action, findLoop } from './find-loop.ts'
import { finish, performCall, type ToolCall } from './perform-call.ts'
import { requestModel } from './request-model.ts'

const maxReplies = 200

export const builtinEngine: Engine = {
  async turn(input, host) {
    await host.refresh()
    await closeLostRequest(eventsOfTurn(host.events(), input.turnId), host)
    for (;;) {
      host.signal.throwIfAborted()
      await host.refresh()
      const turn = eventsOfTurn(host.events(), input.turnId)
      const calls = openCalls(turn)
      if (calls.length > 0) {
        const parked = await performAll(calls, turn, input, host)
        if (parked) return { outcome: 'parked' }
        continue
      }
      const end = await turnIsOver(turn, host)
      if (end) return end
      if ((await requestModel(input, host)) === 'parked') return { outcome: 'parked' }
    }
  },
}

function eventsOfTurn(events: readonly Event[], turnId: string): Event[] {
  const start = events.findLastIndex((event) => event.type === 'turn.started' && event.data.turnId === turnId)
  return events.slice(start)
}

/** A runner that died while the model answered left a request without an end: it is ended here, and asked anew below. */
async function closeLostRequest(turn: readonly Event[], host: TurnHost): Promise<void> {
  const last = turn.findLast((event) => event.type === 'model.requested')
  if (!last) return
  const { requestId, attempt } = last.data
  const over = turn.some(
    (event) =>
      (event.type === 'model.replied' || event.type === 'model.failed') && event.data.requestId === requestId,
  )
  if (over) return
  const message = 'The runner stopped while the model was answering. It is asked again.'
  await host.record([
    { type: 'model.failed', data: { requestId, attempt, code: 'interrupted', message, retryInMs: 0 } },
  ])
}

/** Calls of the newest reply without a result, in the order the model gave them. */
function openCalls(turn: readonly Event[]): ToolCall[] {
  const finished = new Set(
    turn.flatMap((event) => (event.type === 'tool.finished' ? [event.data.callId] : [])),
  )
  return turn
    .flatMap((event) => (event.type === 'model.replied' ? event.data.toolCalls : []))
    .filter((call) => !finished.has(call.callId))
}

async function performAll(
  calls: ToolCall[],
  turn: readonly Event[],
  input: TurnInput,
  host: TurnHost,
): Promise<boolean> {
  const started = new Set(turn.flatMap((event) => (event.type === 'tool.started' ? [event.data.callId] : [])))
  for (const call of calls) {
    host.signal.throwIfAborted()
    if (started.has(call.callId)) {
      await finish(call.callId, { outcome: 'interrupted', output: interrupted }, host)
    } else if (wantsToBeHeard(host, input.turnId)) {
      await voidGrant(call, host)
      await finish(call.callId, { outcome: 'stopped', output: notRun }, host)
    } else if ((await performCall(call, input, host)) === 'parked') return true
  }
  return false
}

const interrupted =
  'Interrupted: the runner stopped while this ran. It may be partly done and was not repeated. Look at the worktree first.'
const notRun = 'Not run: a person asked to be heard first. Read their message, then decide.'

/** "Stop and deliver now" ends the reply that it came into: what is left of its calls does not run. */
function wantsToBeHeard(host: TurnHost, turnId: string): boolean {
  const turn = eventsOfTurn(host.events(), turnId)
  // Who decides about a command after the message has been heard by themselves.
  const since = turn.findLastIndex(
    (event) => event.type === 'model.replied' || event.type === 'approval.decided',
  )
  return turn.slice(since).some((event) => event.type === 'message.posted' && event.data.interrupt)
}

/** What was allowed and will not run is allowed no more. */
async function voidGrant(call: ToolCall, host: TurnHost): Promise<void> {
  const { grant } = host.state()
  if (grant?.callId !== call.callId) return
  const reason = 'A message stopped it before it ran.'
  await host.record([{ type: 'approval.voided', data: { approvalId: grant.approvalId, reason } }])
}

async function turnIsOver(turn: readonly Event[], host: TurnHost): Promise<TurnOutcome | null> {
  const replies = turn.filter((event) => event.type === 'model.replied')
  const last = replies.at(-1)
  if (!last) return null
  const planned = turn.some((event) => event.type === 'plan.proposed')
  if (planned) return { outcome: 'ended', reason: null }
  const unheard = turn.some(
    (event) => event.type === 'message.posted' && event.seq > requestedAt(turn, last.data.requestId),
  )
  if (last.data.toolCalls.length === 0 && !unheard) return { outcome: 'ended', reason: null }
  const loop = findLoop(await finishedActions(turn, host))
  if (loop) return { outcome: 'stuck', reason: `${loop} The turn was ended.` }
  if (replies.length >= maxReplies)
    return { outcome: 'limit', reason: `The turn was ended after ${maxReplies} replies.` }
  return null
}

/** The reply heard what stood in the log when it was asked for, not what came while it was written. */
const requestedAt = (turn: readonly Event[], requestId: string): number =>
  turn.findLast((event) => event.type === 'model.requested' && event.data.requestId === requestId)?.seq ?? 0

/** Only the calls since the last message of a person: being told something new is a way out of a loop. */
async function finishedActions(turn: readonly Event[], host: TurnHost): Promise<Action[]> {
  const since = turn.findLastIndex((event) => event.type === 'message.posted')
  const recent = turn.slice(Math.max(0, since))
  const asked = new Map(
    recent.flatMap((event) =>
      event.type === 'model.replied' ? event.data.toolCalls.map((call) => [call.callId, call] as const) : [],
    ),
  )
  const finished = recent.filter((event) => event.type === 'tool.finished').slice(-10)
  return Promise.all(
    finished.map(async (event) => ({
      name: asked.get(event.data.callId)?.name ?? '',
      arguments: await host.text(asked.get(event.data.callId)?.arguments ?? ''),
      output: await host.text(event.data.output),
    })),
  )
}

/** The tools that a kind of turn may use. Planning reads and proposes; nothing else. */
export function toolsFor(kind: TurnInput['kind']): readonly ToolName[] {
  return kind === 'plan'
    ? toolNames.filter((name) => name !== 'apply_patch' && name !== 'update_plan')
    : toolNames.filter((name) => name !== 'propose_plan')
}
