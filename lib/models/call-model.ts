// Makes one request to a provider and answers one complete reply, or why there is none.
// It never throws, never retries (retries are events of the caller), and never repeats the key in a message.

import OpenAI, { APIConnectionError, APIError } from 'openai'
import type { CallIds } from './accumulate.ts'
import { accumulateChat } from './accumulate-chat.ts'
import { accumulateResponses } from './accumulate-responses.ts'
import { fetchBounded } from './bound-error-body.ts'
import {
  classifyConnectionError,
  classifyProviderError,
  failure,
  readProviderError,
  readRetryAfter,
} from './classify-failure.ts'
import { toChatMessages, toChatTools, toResponsesInput, toResponsesTools } from './map-transcript.ts'
import type { CallModel, ModelOutcome, ModelRequest } from './model.ts'
import { readReply } from './read-reply.ts'

/** Tells the scripted provider which attempt this is; other providers ignore it. */
export const ATTEMPT_HEADER = 'x-countersign-attempt'

export const callModel: CallModel = async (request) => {
  const idle = watchIdle(request.idleTimeoutMs)
  const signal = AbortSignal.any([request.signal, idle.signal])
  try {
    if (request.signal.aborted) return stopped()
    return decideOutcome(request, idle.signal, await attempt(request, signal, idle.touch))
  } finally {
    idle.end()
  }
}

async function attempt(request: ModelRequest, signal: AbortSignal, touch: () => void): Promise<ModelOutcome> {
  const response = await send(request, signal).catch((error: unknown) => classifyThrown(error, request))
  if (!(response instanceof Response)) return response
  touch()
  if (!response.body) return failure('nonsense', 'The provider sent an empty answer.', true)
  const { endpoint, maxReplyBytes, onDelta } = request
  const accumulator =
    endpoint.api === 'responses' ? accumulateResponses(callIds(request)) : accumulateChat(callIds(request))
  const read = await readReply({ body: response.body, accumulator, maxReplyBytes, onDelta, onBytes: touch })
  if (read.failed) return read.failed
  const error = accumulator.error()
  if (error)
    return classifyProviderError({ ...error, retryAfterMs: retryAfter(response.headers) }, endpoint.apiKey)
  const outcome = accumulator.finish(read)
  if (outcome.outcome === 'replied' && read.damaged) {
    outcome.repairs.push('Some bytes were not valid UTF-8 and were replaced by U+FFFD.')
  }
  return outcome
}

/** The raw response: the package's own stream would end at the first event that is not JSON. */
async function send(
  { endpoint, transcript, tools, idleTimeoutMs, attempt = 1 }: ModelRequest,
  signal: AbortSignal,
) {
  const client = new OpenAI({
    baseURL: endpoint.baseUrl,
    // The package refuses to start without a key; servers that want none ignore it.
    apiKey: endpoint.apiKey === '' ? 'none' : endpoint.apiKey,
    // Else the package would read these from the environment, whoever the endpoint belongs to.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    fetch: fetchBounded,
    // Ours ends first.
    timeout: idleTimeoutMs + 60_000,
  })
  const options = { signal, headers: { [ATTEMPT_HEADER]: String(attempt) } }
  const { model } = endpoint
  if (endpoint.api === 'chat') {
    const some = tools.length > 0 ? { tools: toChatTools(tools) } : {}
    const body = {
      model,
      messages: toChatMessages(transcript),
      stream: true as const,
      stream_options: { include_usage: true },
    }
    return client.chat.completions.create({ ...body, ...some }, options).asResponse()
  }
  const encrypted = endpoint.encryptedReasoning === true
  const { instructions, input } = toResponsesInput(transcript, encrypted)
  return client.responses
    .create(
      {
        model,
        input,
        stream: true,
        store: false,
        ...(instructions === '' ? {} : { instructions }),
        ...(tools.length > 0 ? { tools: toResponsesTools(tools) } : {}),
        ...(encrypted ? { include: ['reasoning.encrypted_content' as const] } : {}),
      },
      options,
    )
    .asResponse()
}

function callIds({ transcript }: ModelRequest): CallIds {
  const used = transcript.flatMap((item) => (item.type === 'tool-call' ? [item.callId] : []))
  return { used: new Set(used), create: () => `call_${crypto.randomUUID().replaceAll('-', '')}` }
}

function classifyThrown(error: unknown, { endpoint }: ModelRequest): ModelOutcome {
  // A header cannot carry it, so it never left this machine; the package's own message would repeat it.
  if (/[^\x20-\x7e]/.test(endpoint.apiKey)) {
    return failure(
      'key-refused',
      'The key has characters that no key has. Enter it again, without spaces or line ends.',
      false,
    )
  }
  if (error instanceof APIError && !(error instanceof APIConnectionError) && error.status !== undefined) {
    // The package unwraps {error: …}; a body that is not JSON stands in its message only, as a page would.
    const said = readProviderError(error.error ?? {})
    const retryAfterMs = retryAfter(error.headers)
    return classifyProviderError(
      { status: error.status, ...said, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
      endpoint.apiKey,
    )
  }
  return classifyConnectionError(error, endpoint.baseUrl)
}

function retryAfter(headers: Headers | undefined): number | undefined {
  return readRetryAfter(headers, Date.now())
}

/** Our own abort and the idle limit explain whatever the connection did because of them. */
function decideOutcome(
  { signal, idleTimeoutMs }: ModelRequest,
  idle: AbortSignal,
  outcome: ModelOutcome,
): ModelOutcome {
  if (outcome.outcome === 'replied') return outcome
  if (signal.aborted) return stopped()
  if (!idle.aborted) return outcome
  const seconds = Math.max(1, Math.round(idleTimeoutMs / 1000))
  return failure('unreachable', `The provider sent nothing for ${seconds} s, so the request was ended.`, true)
}

function stopped(): ModelOutcome {
  return failure('stopped', 'The request was stopped.', false)
}

function watchIdle(limitMs: number): { signal: AbortSignal; touch: () => void; end: () => void } {
  const controller = new AbortController()
  let timer = setTimeout(() => controller.abort(), limitMs)
  return {
    signal: controller.signal,
    touch() {
      clearTimeout(timer)
      timer = setTimeout(() => controller.abort(), limitMs)
    },
    end: () => clearTimeout(timer),
  }
}
