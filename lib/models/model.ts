// The model port. One call = one request to a provider and one complete reply.
// A provider that misbehaves is never an exception: every outcome is a value of ModelOutcome.

/** The canonical transcript item, the same for every provider; adapters map it to and from their wire. */
export type TranscriptItem =
  | { type: 'instructions'; text: string }
  | { type: 'user'; text: string }
  | { type: 'assistant'; text: string }
  | { type: 'reasoning'; summary: string; encrypted?: string }
  | { type: 'tool-call'; callId: string; name: string; arguments: string }
  | { type: 'tool-result'; callId: string; output: string }

export type ToolDefinition = {
  name: string
  description: string
  /** JSON Schema of the arguments object. */
  parameters: Record<string, unknown>
}

/** responses: OpenAI's Responses API; chat: Chat Completions. */
export type ModelApi = 'responses' | 'chat'

export type ModelEndpoint = {
  /** Up to and including the version, usually ending in /v1. */
  baseUrl: string
  /** Empty for servers that want none. Never part of a message, a repair or a delta. */
  apiKey: string
  model: string
  api: ModelApi
  /** Responses only: the endpoint takes and gives encrypted reasoning (probeEndpoint found it out). Default false. */
  encryptedReasoning?: boolean
}

export type Usage = {
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
  reasoningTokens: number
}

export type ReplyItem = Extract<TranscriptItem, { type: 'assistant' | 'reasoning' | 'tool-call' }>

export type ModelFailureCode =
  | 'key-refused' // 401, 403
  | 'rate-limited' // 429 after the last retry
  | 'context-too-long'
  | 'unreachable' // connection refused, DNS, TLS, timeout
  | 'cut' // the stream ended before the reply was complete
  | 'provider-error' // 5xx, response.failed, anything else the provider says
  | 'nonsense' // no usable reply: not SSE, not JSON, empty
  | 'stopped' // our own abort signal

export type ModelOutcome =
  | {
      outcome: 'replied'
      items: ReplyItem[]
      usage: Usage | null
      /** Why the provider stopped, in its own words when it said so. */
      finish: string | null
      /** Things the adapter had to repair, one plain sentence each; shown in the log. */
      repairs: string[]
    }
  | {
      outcome: 'failed'
      code: ModelFailureCode
      message: string
      retryable: boolean
      retryAfterMs?: number
      status?: number
    }

export type ModelRequest = {
  endpoint: ModelEndpoint
  transcript: readonly TranscriptItem[]
  tools: readonly ToolDefinition[]
  signal: AbortSignal
  /** Streamed text as it comes. kind 'arguments' is the raw argument text of a tool call. */
  onDelta: (delta: { kind: 'text' | 'reasoning' | 'arguments'; text: string }) => void
  /** Wall-clock limit without any byte from the provider, in milliseconds. */
  idleTimeoutMs: number
  /** Upper bound of the reply in bytes of text and arguments; beyond it the call fails as 'nonsense'. */
  maxReplyBytes: number
  /** Which attempt at this reply this is, from 1; sent as the header x-countersign-attempt. Default 1. */
  attempt?: number
}

/** Makes ONE attempt; retries with backoff are the caller's, so that each is an event that people see. */
export type CallModel = (request: ModelRequest) => Promise<ModelOutcome>
