// An endpoint is asked which API it speaks once, and again only while it has not answered.
import { expect, test } from 'vitest'
import { PROBE_TOOL } from '../models/probe-endpoint.ts'
import { chatReply, jsonHeaders, responsesReply, startLyingProvider } from '../testing/provider.ts'
import { findApi } from './choose-model.ts'

const call = { call_id: 'c', name: PROBE_TOOL, arguments: '{"word":"ready"}' }
const refused = { status: 401, headers: jsonHeaders, body: ['{"error":{"message":"no"}}'] }
const inChat = chatReply({ tool_calls: [{ index: 0, id: 'c', function: call }] })

test('once for each endpoint and model', async () => {
  const provider = await startLyingProvider((request) => {
    if ((request.body as { model: string }).model === 'new')
      return responsesReply({ type: 'function_call', ...call })
    return request.path.endsWith('/chat/completions') ? inChat : { status: 404 }
  })
  const ask = (model: string) => findApi({ baseUrl: provider.url, apiKey: 'k', model })
  expect([await ask('old'), await ask('old'), await ask('new'), await ask('new')]).toEqual([
    'chat',
    'chat',
    'responses',
    'responses',
  ])
  const asked = provider.requests.map((request) => (request.body as { model: string }).model)
  expect(asked.filter((model) => model === 'new')).toHaveLength(1)
  expect(asked.filter((model) => model === 'old')).toHaveLength(2)
  await provider.close()
})

test('a refusal is no answer', async () => {
  const provider = await startLyingProvider((_, number) =>
    number === 0 ? refused : responsesReply({ type: 'function_call', ...call }),
  )
  const ask = () => findApi({ baseUrl: provider.url, apiKey: 'k', model: 'm' })
  expect(await ask()).toBe('responses')
  expect(await ask()).toBe('responses')
  expect(await ask()).toBe('responses')
  expect(provider.requests).toHaveLength(2)
  await provider.close()
})
