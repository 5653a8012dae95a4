// Turns what went wrong with a provider into one of our failure codes and a sentence that says what to do next.
// The key never appears in a sentence, even if the provider repeats it.

import { cleanText } from '../protocol/clean-text.ts'
import { asRecord, asText } from './loose-json.ts'
import type { ModelFailureCode, ModelOutcome } from './model.ts'

export type ModelFailure = Extract<ModelOutcome, { outcome: 'failed' }>

/** What a provider says about an error, in an HTTP body or in the middle of a stream. */
export type ProviderError = { status: number | null; code: string; message: string; retryAfterMs?: number }

const CONTEXT =
  /context.?(length|window|size)|maximum context|prompt is too long|too many (input )?tokens|input is too long|exceeds? the (model'?s )?(available |maximum )?context/i

export function failure(code: ModelFailureCode, message: string, retryable: boolean): ModelFailure {
  return { outcome: 'failed', code, message, retryable }
}

/** `body` is the parsed error body or event: {error: {code, message}}, {error: "text"}, {message} or anything. */
export function readProviderError(body: unknown): { code: string; message: string } {
  const outer = asRecord(body)
  if (typeof outer.error === 'string') return { code: asText(outer.code), message: outer.error }
  const inner = Object.keys(asRecord(outer.error)).length > 0 ? asRecord(outer.error) : outer
  const type = asText(inner.type)
  const code = asText(inner.code) || (type === 'error' ? '' : type)
  return { code, message: asText(inner.message) || asText(outer.message) || asText(outer.detail) }
}

export function classifyProviderError(error: ProviderError, apiKey: string): ModelFailure {
  const { status, code, message } = error
  const said = quote(message, apiKey)
  const result = (kind: ModelFailureCode, sentence: string, retryable: boolean): ModelFailure => ({
    ...failure(kind, sentence, retryable),
    ...(status === null ? {} : { status }),
    ...(retryable && error.retryAfterMs !== undefined ? { retryAfterMs: error.retryAfterMs } : {}),
  })
  const number = status === null ? '' : ` (${status})`

  if (status === 401 || status === 403 || code === 'invalid_api_key') {
    return result(
      'key-refused',
      `The provider refused the key${number}. Enter a valid key, then retry.${said}`,
      false,
    )
  }
  if (code === 'context_length_exceeded' || status === 413 || CONTEXT.test(message)) {
    return result('context-too-long', `The conversation is longer than the model can take.${said}`, false)
  }
  if (code === 'insufficient_quota') {
    return result(
      'rate-limited',
      `The account at the provider has no quota left. Top it up, then retry.${said}`,
      false,
    )
  }
  if (status === 429 || code === 'rate_limit_exceeded') {
    return result('rate-limited', `The provider is limiting requests${number}.${said}`, true)
  }
  if (status === 404 || status === 405) {
    const hint = 'Check the base URL (it usually ends in /v1) and the name of the model.'
    return result(
      'provider-error',
      `The provider does not know this address or model${number}. ${hint}${said}`,
      false,
    )
  }
  const refused =
    status !== null && status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 425
  if (refused) return result('provider-error', `The provider refused the request${number}.${said}`, false)
  return result('provider-error', `The provider failed${number}.${said}`, true)
}

/** For errors of the connection itself: refused, unknown name, TLS, reset before any answer. */
export function classifyConnectionError(error: unknown, baseUrl: string): ModelFailure {
  const where = hostOf(baseUrl)
  switch (deepestCode(error)) {
    case 'ECONNREFUSED':
      return failure(
        'unreachable',
        `Nothing answers at ${where}. Start the server or check the base URL.`,
        true,
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure(
        'unreachable',
        `The name ${where} could not be found. Check the base URL and the network.`,
        true,
      )
    case 'ERR_INVALID_URL':
      return failure('unreachable', 'The base URL is not a valid address. Correct it in the settings.', false)
    default: {
      const code = deepestCode(error)
      const reason = code === '' ? '' : ` (${code})`
      return failure(
        'unreachable',
        `The connection to ${where} failed${reason}. Check the base URL and the network.`,
        true,
      )
    }
  }
}

/** Seconds, milliseconds or a date, as providers send them; undefined if there is none. `now` in ms since 1970. */
export function readRetryAfter(headers: Headers | undefined, now: number): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (Number.isFinite(ms)) return Math.max(0, ms)
  const value = headers?.get('retry-after')
  if (!value) return undefined
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number.parseFloat(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'the base URL'
}

function deepestCode(error: unknown): string {
  let code = ''
  let current: unknown = error
  for (let depth = 0; depth < 6 && current !== undefined && current !== null; depth += 1) {
    code = asText(asRecord(current).code) || code
    const { cause, errors } = current as { cause?: unknown; errors?: unknown[] }
    current = cause ?? errors?.[0]
  }
  return code
}

/** The provider's words, short, on one line, without the key or anything that looks like one. */
function quote(message: string, apiKey: string): string {
  const line = hideKey(cleanText(message), apiKey).replace(/\s+/g, ' ').trim()
  if (line === '' || line.startsWith('<')) return ''
  return ` It said: ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`
}

export function hideKey(text: string, apiKey: string): string {
  const without = apiKey.length >= 6 ? text.replaceAll(apiKey, '[key]') : text
  return without.replace(/\b(sk|pk|key|Bearer)[-_ ][\w*.-]{6,}/g, '[key]')
}
