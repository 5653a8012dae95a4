// One reply from the model, with retries that people see: each attempt, each failure and each wait is an event.
// A refused key or a provider that stays down parks the run; nothing is lost.
import { setTimeout as wait } from 'node:timers/promises'
import { callModel } from '../../models/call-model.ts'
import type { ModelOutcome, ReplyItem, Usage } from '../../models/model.ts'
import type { EventData } from '../../protocol/events.ts'
import { defineTools } from '../../protocol/tools.ts'
import type { Prices, TurnHost, TurnInput } from '../engine.ts'
import { toolsFor } from './run-turn.ts'
import { transcript, transcriptTexts } from './transcript.ts'

const maxAttempts = 5
/** Characters, about a quarter of as many tokens: fits the smallest windows in common use (128k tokens). */
const windowCharacters = 320_000
/** Ids stand in the state and in names of streaming items. */
const maxCallIdLength = 100
const maxNameLength = 100
const idleTimeoutMs = 120_000
const maxReplyBytes = 4_000_000
const backoffMs = (attempt: number): number => Math.min(30_000, 1_000 * 2 ** (attempt - 1))

export async function requestModel(
  input: TurnInput,
  host: TurnHost,
): Promise<'replied' | 'parked' | 'stopped'> {
  for (let attempt = 1; ; attempt += 1) {
    host.signal.throwIfAborted()
    const requestId = host.newId()
    const { items, shortened } = await loadTranscript(input, host)
    await host.record([
      {
        type: 'model.requested',
        data: { requestId, turnId: input.turnId, attempt, model: input.modelName, shortened },
      },
    ])
    const outcome = await callModel({
      endpoint: input.endpoint,
      transcript: items,
      tools: defineTools(toolsFor(input.kind)),
      signal: host.forAction(),
      onDelta: ({ kind, text }) => {
        if (kind !== 'arguments') host.delta(`${requestId}.${kind}`, text)
      },
      idleTimeoutMs,
      maxReplyBytes,
      attempt,
    })
    host.signal.throwIfAborted()
    if (outcome.outcome === 'replied') {
      await host.record([{ type: 'model.replied', data: replied(requestId, outcome, input.prices, host) }])
      return 'replied'
    }
    const stopped = outcome.code === 'stopped'
    const retry = !stopped && outcome.retryable && attempt < maxAttempts
    const retryInMs = stopped ? 0 : retry ? (outcome.retryAfterMs ?? backoffMs(attempt)) : null
    await host.record([
      {
        type: 'model.failed',
        data: {
          requestId,
          attempt,
          code: outcome.code,
          message: stopped ? 'Stopped to deliver your message.' : outcome.message,
          retryInMs,
        },
      },
    ])
    if (stopped) return 'stopped'
    if (!retry) {
      await host.park({ kind: 'provider', code: outcome.code, message: outcome.message })
      return 'parked'
    }
    await wait(retryInMs ?? 0, undefined, { signal: host.forAction() }).catch(() => {})
  }
}

async function loadTranscript(input: TurnInput, host: TurnHost) {
  const events = host.events()
  const loaded = new Map<string, string>()
  for (const long of transcriptTexts(events)) {
    if (typeof long !== 'string' && !loaded.has(long.blob)) loaded.set(long.blob, await host.text(long))
  }
  return transcript(events, {
    text: (long) => (typeof long === 'string' ? long : (loaded.get(long.blob) ?? long.head)),
    instructions: input.instructions,
    window: windowCharacters,
  })
}

type Reply = Extract<ModelOutcome, { outcome: 'replied' }>

function replied(
  requestId: string,
  reply: Reply,
  prices: Prices | null,
  host: TurnHost,
): EventData<'model.replied'> {
  const of = <T extends ReplyItem['type']>(type: T) =>
    reply.items.filter((item): item is Extract<ReplyItem, { type: T }> => item.type === type)
  const reasoning = of('reasoning')
  const known = new Set(
    host
      .events()
      .flatMap((event) =>
        event.type === 'model.replied' ? event.data.toolCalls.map((call) => call.callId) : [],
      ),
  )
  const toolCalls = of('tool-call')
    .slice(0, 64)
    .map((call) => {
      // Some servers number calls anew in each reply; the log needs each to be its own.
      const own = call.callId.slice(0, maxCallIdLength).toWellFormed()
      const callId = known.has(own) ? `${own}-${host.newId().slice(0, 8)}` : own
      known.add(callId)
      return { callId, name: call.name.slice(0, maxNameLength).toWellFormed(), arguments: call.arguments }
    })
  const left = of('tool-call').length - toolCalls.length
  return {
    requestId,
    text: of('assistant')
      .map((item) => item.text)
      .join('\n\n'),
    reasoning: reasoning.map((item) => item.summary).join('\n\n'),
    encryptedReasoning: reasoning.findLast((item) => item.encrypted)?.encrypted ?? null,
    toolCalls,
    usage: reply.usage,
    costUsd: reply.usage && prices ? costOf(reply.usage, prices) : null,
    finish: reply.finish?.slice(0, maxNameLength).toWellFormed() ?? null,
    repairs:
      left > 0 ? [...reply.repairs, `${left} more tool calls in one reply were left out.`] : reply.repairs,
  }
}

function costOf(usage: Usage, prices: Prices): number {
  const fresh = usage.inputTokens - usage.cachedInputTokens
  const sum =
    fresh * prices.inputPerMillion +
    usage.cachedInputTokens * prices.cachedInputPerMillion +
    usage.outputTokens * prices.outputPerMillion
  return sum / 1_000_000
}
