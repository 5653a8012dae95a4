// The probe must choose the right API, and say in words what does not work.

import { afterEach, expect, test } from 'vitest'
import {
  type Behaviour,
  chatReply,
  jsonHeaders,
  type LyingProvider,
  type ReceivedRequest,
  responsesReply,
  sse,
  startLyingProvider,
} from '../testing/provider.ts'
import { PROBE_TOOL, probeEndpoint } from './probe-endpoint.ts'

let provider: LyingProvider | null = null
afterEach(async () => {
  await provider?.close()
  provider = null
})

async function probe(script: (request: ReceivedRequest) => Behaviour) {
  provider = await startLyingProvider(script)
  return probeEndpoint({ baseUrl: provider.url, apiKey: 'sk-secret-123456', model: 'm' })
}

const refuse = (status: number, message = 'no'): Behaviour => ({
  status,
  headers: jsonHeaders,
  body: [JSON.stringify({ error: { message } })],
})
const isChat = (request: ReceivedRequest) => request.path.endsWith('/chat/completions')
const field = (request: ReceivedRequest, name: string) => (request.body as Record<string, unknown>)[name]
const called = { type: 'function_call', call_id: 'c', name: PROBE_TOOL, arguments: '{"word":"ready"}' }
const chatCalled = chatReply({
  tool_calls: [{ index: 0, id: 'c', function: { name: PROBE_TOOL, arguments: '{}' } }],
})

test('Responses is chosen where it answers', async () => {
  const delta = { type: 'response.function_call_arguments.delta', delta: '{"word":"ready"}' }
  const result = await probe(() => ({ body: [sse(delta), ...responsesReply(called).body!] }))
  expect(result).toMatchObject({
    outcome: 'works',
    api: 'responses',
    works: { streaming: true, tools: true, encryptedReasoning: true },
  })
  expect(provider!.requests).toHaveLength(1)
})

test.each([404, 405, 501])('%i on Responses leads to Chat Completions', async (status) => {
  const result = await probe((request) => (isChat(request) ? chatCalled : refuse(status)))
  expect(result).toMatchObject({
    outcome: 'works',
    api: 'chat',
    works: { streaming: true, tools: true, encryptedReasoning: false },
  })
  expect(result).toHaveProperty(
    'detail',
    expect.arrayContaining([expect.stringContaining(`answered ${status}`)]),
  )
})

test('a server that answers everything with 200 and an error is asked over Chat Completions', async () => {
  const strange = { headers: jsonHeaders, body: ['{"error":"Unexpected endpoint or method."}'] }
  expect(await probe((request) => (isChat(request) ? chatCalled : strange))).toMatchObject({ api: 'chat' })
})

test('encrypted reasoning is left out where it is refused', async () => {
  const result = await probe((request) =>
    field(request, 'include') ? refuse(400, 'include?') : responsesReply(called),
  )
  expect(result).toMatchObject({
    api: 'responses',
    works: { tools: true, encryptedReasoning: false, streaming: false },
  })
})

test('a model that cannot take tools is told', async () => {
  const result = await probe((request) => {
    if (!isChat(request)) return refuse(404)
    return field(request, 'tools') ? refuse(400, 'tools are not supported') : chatReply({ content: 'ready' })
  })
  expect(result).toMatchObject({ api: 'chat', works: { streaming: true, tools: false } })
  expect(result).toHaveProperty(
    'detail',
    expect.arrayContaining([expect.stringContaining('tools are refused')]),
  )
})

test('a model that talks instead of calling the tool is told', async () => {
  const result = await probe((request) =>
    isChat(request) ? chatReply({ content: 'I am ready!' }) : refuse(404),
  )
  expect(result).toMatchObject({ works: { tools: false } })
})

test('a refused key ends the probe at once, without the key in the words', async () => {
  const result = await probe(() => refuse(401, 'Incorrect API key provided: sk-secret-123456'))
  expect(result).toMatchObject({ outcome: 'fails', code: 'key-refused' })
  expect(JSON.stringify(result)).not.toContain('sk-secret')
  expect(provider!.requests).toHaveLength(1)
})

test('neither API: the failure that says more is told', async () => {
  expect(await probe(() => refuse(404))).toMatchObject({
    outcome: 'fails',
    message: expect.stringContaining('base URL'),
  })
  await provider!.close()
  const says = await probe((request) => (isChat(request) ? refuse(404) : refuse(500, 'out of memory')))
  expect(says).toMatchObject({ outcome: 'fails', message: expect.stringContaining('out of memory') })
})
