// Finds out which API an endpoint speaks and what works there, by asking it one small thing.
// It asks for Responses first and falls back to Chat Completions. It never throws, and never repeats the key.

import { callModel } from './call-model.ts'
import type { ModelFailure } from './classify-failure.ts'
import type { ModelApi, ModelEndpoint, ModelOutcome, ToolDefinition, TranscriptItem } from './model.ts'

export type EndpointProbe =
  | {
      outcome: 'works'
      api: ModelApi
      works: { streaming: boolean; tools: boolean; encryptedReasoning: boolean }
      /** Plain sentences for the person who pressed "try it". */
      detail: string[]
    }
  | { outcome: 'fails'; code: ModelFailure['code']; message: string }

export type ProbeRequest = {
  baseUrl: string
  apiKey: string
  model: string
  signal?: AbortSignal
  /** Limit without any byte, in milliseconds; default 30,000. */
  idleTimeoutMs?: number
}

export const PROBE_TOOL = 'report_ready'

const probeTool: ToolDefinition = {
  name: PROBE_TOOL,
  description: 'Reports that the model is ready.',
  parameters: {
    type: 'object',
    properties: { word: { type: 'string' } },
    required: ['word'],
    additionalProperties: false,
  },
}

const withTool: readonly TranscriptItem[] = [
  { type: 'instructions', text: 'You are being tested for a connection.' },
  { type: 'user', text: `Call the tool ${PROBE_TOOL} with the word "ready". Do nothing else.` },
]
const withoutTool: readonly TranscriptItem[] = [{ type: 'user', text: 'Answer with the word "ready".' }]

/** Makes one to four requests. Costs a few dozen tokens. */
export async function probeEndpoint(request: ProbeRequest): Promise<EndpointProbe> {
  const responses = await probeApi(request, 'responses')
  if (responses.outcome === 'works' || isFinal(responses.failure)) return conclude(responses)
  const chat = await probeApi(request, 'chat')
  if (chat.outcome === 'works') {
    const { status } = responses.failure
    const answer = status === undefined ? 'no usable reply' : String(status)
    return {
      ...chat,
      detail: [...chat.detail, `The Responses API is not used, because it answered ${answer}.`],
    }
  }
  // An API that is not there explains less than what the other one says.
  return conclude(isMissing(chat.failure) && !isMissing(responses.failure) ? responses : chat)
}

type ApiProbe = Extract<EndpointProbe, { outcome: 'works' }> | { outcome: 'failed'; failure: ModelFailure }

async function probeApi(request: ProbeRequest, api: ModelApi): Promise<ApiProbe> {
  let encrypted = api === 'responses'
  let tools = true
  let seen = await ask(request, { api, encryptedReasoning: encrypted }, tools)
  // A refused request may be about what is optional in it: first encrypted reasoning, then tools.
  if (encrypted && isRefused(seen.outcome)) {
    encrypted = false
    seen = await ask(request, { api, encryptedReasoning: false }, tools)
  }
  if (isRefused(seen.outcome)) {
    tools = false
    seen = await ask(request, { api, encryptedReasoning: false }, tools)
  }
  const { outcome, streamed } = seen
  if (outcome.outcome === 'failed') return { outcome: 'failed', failure: outcome }
  const called = outcome.items.some((item) => item.type === 'tool-call' && item.name === PROBE_TOOL)
  return {
    outcome: 'works',
    api,
    works: { streaming: streamed, tools: called, encryptedReasoning: encrypted },
    detail: [
      `${request.model} answers over ${api === 'responses' ? 'the Responses API' : 'Chat Completions'}.`,
      streamed ? 'Replies stream.' : 'Replies come in one piece: you will see each only when it is complete.',
      describeTools(tools, called),
      ...outcome.repairs,
    ],
  }
}

function describeTools(accepted: boolean, called: boolean): string {
  if (called) return 'Tools work.'
  if (!accepted) return 'Requests with tools are refused, so this model cannot work on a repository.'
  return 'The model did not call the tool that it was asked to call. It may not be able to work on a repository.'
}

async function ask(
  { baseUrl, apiKey, model, signal, idleTimeoutMs = 30_000 }: ProbeRequest,
  how: Pick<ModelEndpoint, 'api' | 'encryptedReasoning'>,
  tools: boolean,
): Promise<{ outcome: ModelOutcome; streamed: boolean }> {
  let streamed = false
  const outcome = await callModel({
    endpoint: { baseUrl, apiKey, model, ...how },
    transcript: tools ? withTool : withoutTool,
    tools: tools ? [probeTool] : [],
    signal: signal ?? new AbortController().signal,
    onDelta: () => {
      streamed = true
    },
    idleTimeoutMs,
    maxReplyBytes: 1_000_000,
  })
  return { outcome, streamed }
}

/** These would be the same over the other API. */
function isFinal({ code, status }: ModelFailure): boolean {
  return status === 401 || code === 'rate-limited' || code === 'unreachable' || code === 'stopped'
}

function isMissing({ status }: ModelFailure): boolean {
  return status === 404 || status === 405
}

function isRefused(outcome: ModelOutcome): boolean {
  if (outcome.outcome !== 'failed') return false
  const status = outcome.status ?? 0
  return outcome.code === 'provider-error' && status >= 400 && status <= 422 && !isMissing(outcome)
}

function conclude(probe: ApiProbe): EndpointProbe {
  if (probe.outcome === 'works') return probe
  return { outcome: 'fails', code: probe.failure.code, message: probe.failure.message }
}
