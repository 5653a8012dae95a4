// What both APIs must survive, over real HTTP, against a provider that does as a test says.

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type Behaviour,
  chatReply,
  jsonHeaders,
  type LyingProvider,
  responsesReply,
  sse,
  startLyingProvider,
} from '../testing/provider.ts'
import { callModel } from './call-model.ts'
import type { ModelApi, ModelOutcome, ModelRequest } from './model.ts'

const KEY = 'sk-test-1234567890'
let provider: LyingProvider | null = null
afterEach(async () => {
  await provider?.close()
  provider = null
})

type Seen = { outcome: ModelOutcome; deltas: { kind: string; text: string }[] }

async function call(api: ModelApi, behaviour: Behaviour, more: Partial<ModelRequest> = {}): Promise<Seen> {
  provider = await startLyingProvider([behaviour])
  return callAt(provider.url, api, more)
}

async function callAt(baseUrl: string, api: ModelApi, more: Partial<ModelRequest> = {}): Promise<Seen> {
  const deltas: Seen['deltas'] = []
  const outcome = await callModel({
    endpoint: { baseUrl, apiKey: KEY, model: 'm', api },
    transcript: [{ type: 'user', text: 'go' }],
    tools: [],
    signal: new AbortController().signal,
    onDelta: (delta) => deltas.push(delta),
    idleTimeoutMs: 20_000,
    maxReplyBytes: 4_000_000,
    ...more,
  })
  expect(JSON.stringify(outcome)).not.toContain(KEY)
  return { outcome, deltas }
}

function replied({ outcome }: Seen) {
  if (outcome.outcome !== 'replied') throw new Error(`failed: ${outcome.message}`)
  return outcome
}

const message = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
})
const textReply = (api: ModelApi, text: string) =>
  api === 'responses' ? responsesReply(message(text)) : chatReply({ content: text })
const piece = (api: ModelApi, text: string) =>
  api === 'responses'
    ? { type: 'response.output_text.delta', output_index: 0, delta: text }
    : { choices: [{ index: 0, delta: { content: text } }] }
const ending = (api: ModelApi, text: string) =>
  api === 'responses'
    ? sse(
        { type: 'response.output_item.done', output_index: 0, item: message(text) },
        { type: 'response.completed', response: {} },
      )
    : sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }, '[DONE]')

describe.each(['responses', 'chat'] as const)('%s', (api) => {
  test('text streams in pieces and arrives whole', async () => {
    const seen = await call(api, {
      body: [sse(piece(api, 'Good ')), sse(piece(api, 'morning')), ending(api, 'Good morning')],
    })
    expect(replied(seen)).toMatchObject({ items: [{ type: 'assistant', text: 'Good morning' }], repairs: [] })
    expect(seen.deltas.map((delta) => delta.text).join('')).toBe('Good morning')
  })

  test.each([
    [401, {}, 'key-refused', false, 'Enter a valid key'],
    [403, {}, 'key-refused', false, 'Enter a valid key'],
    [404, {}, 'provider-error', false, 'base URL'],
    [400, {}, 'provider-error', false, 'refused the request'],
    [429, { 'retry-after': '7' }, 'rate-limited', true, 'limiting'],
    [500, {}, 'provider-error', true, 'failed'],
    [503, { 'retry-after-ms': '1500' }, 'provider-error', true, 'failed'],
  ])('status %i is told in a sentence, without the key', async (status, headers, code, retryable, words) => {
    const error = JSON.stringify({ error: { message: `No good: ${KEY} on your side` } })
    const { outcome } = await call(api, { status, headers: { ...jsonHeaders, ...headers }, body: [error] })
    expect(outcome).toMatchObject({ outcome: 'failed', code, retryable, status })
    if (outcome.outcome !== 'failed') throw new Error('replied')
    expect(outcome.message).toContain(words)
    expect(outcome.message).toContain('No good: [key] on your side')
    const wait = 'retry-after' in headers ? 7000 : 'retry-after-ms' in headers ? 1500 : undefined
    expect(outcome.retryAfterMs).toBe(wait)
    expect(provider!.requests).toHaveLength(1)
  })

  test.each([
    [{ code: 'context_length_exceeded', message: 'too long' }, 400, 'context-too-long'],
    [{ message: "This model's maximum context length is 8192 tokens" }, 400, 'context-too-long'],
    [{ code: 'insufficient_quota', message: 'no credit' }, 429, 'rate-limited'],
  ])('%j is not worth a retry', async (error, status, code) => {
    const { outcome } = await call(api, { status, headers: jsonHeaders, body: [JSON.stringify({ error })] })
    expect(outcome).toMatchObject({ outcome: 'failed', code, retryable: false })
  })

  test('an error in the middle of the stream is an error', async () => {
    const error = { error: { code: 'rate_limit_exceeded', message: 'slow down' } }
    const { outcome } = await call(api, { body: [sse(piece(api, 'Hal'), error)] })
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'rate-limited', retryable: true })
  })

  test('a stream cut in the middle is cut', async () => {
    const { outcome } = await call(api, { body: [sse(piece(api, 'Half a sen'))], ending: 'cut' })
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'cut', retryable: true })
  })

  test('a connection that breaks after the end of the reply does no harm', async () => {
    const whole = sse(piece(api, 'All of it')) + ending(api, 'All of it').replace('data: [DONE]\n\n', '')
    expect(replied(await call(api, { body: [whole], ending: 'cut' })).items).toEqual([
      { type: 'assistant', text: 'All of it' },
    ])
  })

  test('a megabyte in one reply arrives', async () => {
    const text = 'é'.repeat(524_288)
    expect(replied(await call(api, textReply(api, text))).items).toEqual([{ type: 'assistant', text }])
  })

  test('more than the limit is refused, whether streamed or whole', async () => {
    const streamed = await call(
      api,
      { body: [sse(piece(api, 'x'.repeat(900)), piece(api, 'y'.repeat(900)))], ending: 'hang' },
      { maxReplyBytes: 1000 },
    )
    expect(streamed.outcome).toMatchObject({ code: 'nonsense', retryable: false })
    await provider!.close()
    const whole = await call(api, textReply(api, 'é'.repeat(600)), { maxReplyBytes: 1000 })
    expect(whole.outcome).toMatchObject({ code: 'nonsense', retryable: false })
  })

  test('bytes that are not UTF-8 are replaced, and that is said', async () => {
    const [before, after] = sse(piece(api, 'a|b')).split('|')
    const seen = await call(api, {
      body: [before!, new Uint8Array([0xc3, 0x28, 0xff]), after!, ending(api, 'a\ufffdb')],
    })
    expect(replied(seen).repairs.join()).toContain('UTF-8')
    expect(replied(seen).items[0]).toMatchObject({ text: expect.stringContaining('\ufffd') })
  })

  test('NUL and lone surrogates are replaced in items and deltas; a pair cut in two stays', async () => {
    const cut = [piece(api, 'a\u0000'), piece(api, '\ud83d'), piece(api, '\ude00'), piece(api, '\ud800!')]
    const seen = await call(api, { body: [sse(...cut), ending(api, 'a\u0000\ud83d\ude00\ud800!')] })
    expect(replied(seen).items).toEqual([{ type: 'assistant', text: 'a\u2400😀\ufffd!' }])
    expect(seen.deltas.map((delta) => delta.text).join('')).toBe('a\u2400😀\ufffd!')
  })

  test('an event that is not JSON makes the reply incomplete', async () => {
    const { outcome } = await call(api, {
      body: ['data: {"choices": [{"delta"\n\n', sse(piece(api, 'rest'))],
    })
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'nonsense', retryable: true })
  })

  test('words, comments and blank data that keep a connection alive are passed over', async () => {
    const seen = await call(api, {
      body: [': wait\n\ndata:\n\ndata: ping\n\n', sse(piece(api, 'ok')), ending(api, 'ok')],
    })
    expect(replied(seen).items).toEqual([{ type: 'assistant', text: 'ok' }])
  })

  test('Windows line ends, a byte order mark and pieces of one byte are read', async () => {
    const bytes = new TextEncoder().encode(
      `\ufeff${sse(piece(api, 'héé'))}${ending(api, 'héé')}`.replaceAll('\n', '\r\n'),
    )
    const seen = await call(api, { body: Array.from(bytes, (byte) => new Uint8Array([byte])) })
    expect(replied(seen).items).toEqual([{ type: 'assistant', text: 'héé' }])
  })

  test('a web page is named as such', async () => {
    const { outcome } = await call(api, {
      headers: { 'content-type': 'text/html' },
      body: ['<!doctype html><p>Log in'],
    })
    expect(outcome).toMatchObject({
      code: 'nonsense',
      retryable: false,
      message: expect.stringContaining('web page'),
    })
  })

  test('JSON that is no reply, and nothing at all, are nonsense', async () => {
    const json = await call(api, { headers: jsonHeaders, body: ['{"ok":true}'] })
    expect(json.outcome).toMatchObject({ code: 'nonsense', retryable: false })
    await provider!.close()
    const nothing = await call(api, { body: [] })
    expect(nothing.outcome).toMatchObject({ code: 'nonsense', retryable: true })
  })

  test('an error with the status 200 is an error', async () => {
    const { outcome } = await call(api, { headers: jsonHeaders, body: ['{"error":"Unexpected endpoint"}'] })
    expect(outcome).toMatchObject({
      code: 'provider-error',
      message: expect.stringContaining('Unexpected endpoint'),
    })
  })

  test('an error whose body never ends is an error', async () => {
    const { outcome } = await call(api, { status: 500, body: ['x'.repeat(200_000)], ending: 'hang' })
    expect(outcome).toMatchObject({ code: 'provider-error', status: 500 })
  })

  test('a silent provider is given up after the idle limit', async () => {
    const { outcome } = await call(
      api,
      { body: [sse(piece(api, 'a'))], ending: 'hang' },
      { idleTimeoutMs: 50 },
    )
    expect(outcome).toMatchObject({
      code: 'unreachable',
      retryable: true,
      message: expect.stringContaining('sent nothing'),
    })
  })

  test('our own abort is "stopped", in mid-stream and before it', async () => {
    const controller = new AbortController()
    const onDelta = () => controller.abort()
    const body = [sse(piece(api, 'a'), piece(api, 'b'))]
    const seen = await call(api, { body, ending: 'hang' }, { signal: controller.signal, onDelta })
    expect(seen.outcome).toMatchObject({ code: 'stopped', retryable: false })
    expect((await callAt(provider!.url, api, { signal: controller.signal })).outcome).toMatchObject({
      code: 'stopped',
    })
    expect(provider!.requests).toHaveLength(1)
  })

  test('nobody at the address', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => free.once('listening', resolve))
    const { port } = free.address() as AddressInfo
    await new Promise((resolve) => free.close(resolve))
    const { outcome } = await callAt(`http://127.0.0.1:${port}/v1`, api)
    expect(outcome).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    })
    const nonsense = await callAt('not an address', api)
    expect(nonsense.outcome).toMatchObject({ code: 'unreachable', retryable: false })
  })

  test('a key that cannot be sent is refused here', async () => {
    provider = await startLyingProvider([textReply(api, 'ok')])
    const endpoint = { baseUrl: provider.url, apiKey: `${KEY}\u2028é`, model: 'm', api }
    expect((await callAt(provider.url, api, { endpoint })).outcome).toMatchObject({ code: 'key-refused' })
    expect(provider.requests).toHaveLength(0)
  })

  test('the attempt is told, the key only where it belongs, and nothing is stored', async () => {
    await call(api, textReply(api, 'ok'), { attempt: 3 })
    const { headers, body, path } = provider!.requests[0]!
    expect(path).toBe(api === 'responses' ? '/v1/responses' : '/v1/chat/completions')
    expect(headers).toMatchObject({ 'x-countersign-attempt': '3', authorization: `Bearer ${KEY}` })
    expect(JSON.stringify(body)).not.toContain(KEY)
    expect(body).toMatchObject(api === 'responses' ? { stream: true, store: false } : { stream: true })
  })
})
