// The scripted provider on the wire, without a repository: names, pace, faults, and that it keeps no state.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineTools } from '../../protocol/tools.ts'
import { sampleProject } from '../../sample/sample-project.ts'
import { callModel } from '../call-model.ts'
import type { ModelRequest } from '../model.ts'
import { probeEndpoint } from '../probe-endpoint.ts'
import { PLAN_APPROVED } from './find-phase.ts'
import { HELLO_MODEL, scriptedModels } from './scenarios.ts'
import { type ScriptedProvider, startScriptedProvider } from './start-scripted-provider.ts'

let provider: ScriptedProvider
beforeEach(async () => {
  provider = await startScriptedProvider({ pieceDelayMs: 0 })
})
afterEach(() => provider.close())

async function call(
  model: string,
  more: Partial<ModelRequest> = {},
  api: 'responses' | 'chat' = 'responses',
) {
  const deltas: string[] = []
  const outcome = await callModel({
    endpoint: { baseUrl: provider.url, apiKey: '', model, api },
    transcript: [{ type: 'user', text: 'Fix the price.' }],
    tools: defineTools(['exec_command', 'apply_patch', 'read_file', 'search', 'update_plan']),
    signal: new AbortController().signal,
    onDelta: ({ text }) => deltas.push(text),
    idleTimeoutMs: 20_000,
    maxReplyBytes: 1_000_000,
    ...more,
  })
  return { outcome, deltas }
}

test('hello streams in pieces that make up the whole, over both APIs', async () => {
  for (const api of ['responses', 'chat'] as const) {
    const { outcome, deltas } = await call(HELLO_MODEL, { tools: [] }, api)
    expect(outcome).toMatchObject({
      outcome: 'replied',
      items: [{ type: 'assistant', text: deltas.join('') }],
      repairs: [],
    })
    expect(deltas.length).toBeGreaterThan(2)
    expect(deltas.join('')).toContain('I am a script')
  }
})

test('the same conversation gives the same reply, and both APIs the same', async () => {
  const first = await call('scripted/bug-fix')
  expect((await call('scripted/bug-fix')).outcome).toEqual(first.outcome)
  expect((await call('scripted/bug-fix', {}, 'chat')).outcome).toMatchObject({
    items: (first.outcome as { items: unknown }).items,
  })
})

test('only the steps that the approval names are ticked', async () => {
  const seen = {
    type: 'tool-call',
    callId: 'c',
    name: 'read_file',
    arguments: '{"path":"package.json"}',
  } as const
  const result = { type: 'tool-result', callId: 'c', output: '{"name": "parcel-prices"}' } as const
  const ticks = async (approval: string) => {
    const { outcome } = await call('scripted/bug-fix', {
      transcript: [seen, result, { type: 'user', text: approval }],
    })
    if (outcome.outcome !== 'replied') throw new Error(outcome.message)
    return outcome.items.flatMap((item) => (item.type === 'tool-call' ? [item.name] : []))
  }
  expect(await ticks(`${PLAN_APPROVED}\n- s1: count\n- s2: test`)).toEqual(['update_plan', 'read_file'])
  expect(await ticks(`${PLAN_APPROVED}\n- s2: test`)).toEqual(['read_file'])
  expect(await ticks(PLAN_APPROVED)).toEqual(['update_plan', 'read_file'])
})

test('provider-error fails by the attempt that the caller counts; who does not count sees no faults', async () => {
  const codes = []
  for (const attempt of [1, 2, 3]) {
    const { outcome } = await call('scripted/provider-error', { attempt })
    codes.push(outcome.outcome === 'failed' ? outcome.code : outcome.outcome)
  }
  expect(codes).toEqual(['rate-limited', 'rate-limited', 'replied'])
  const body = JSON.stringify({ model: 'scripted/provider-error', input: 'Fix it.', stream: true })
  expect((await fetch(`${provider.url}/responses`, { method: 'POST', body })).status).toBe(200)
})

test('what is no request is answered with an error', async () => {
  const post = (path: string, body: string) =>
    fetch(provider.url + path, { method: 'POST', body }).then((answer) => answer.status)
  expect(await post('/responses', 'not json')).toBe(400)
  expect(await post('/nothing', '{}')).toBe(404)
  expect(await post('/chat/completions', '{"model":"gpt"}')).toBe(404)
})

test('the probe works on every name, and an unknown name says which exist', async () => {
  for (const model of scriptedModels) {
    expect(await probeEndpoint({ baseUrl: provider.url, apiKey: '', model })).toMatchObject({
      outcome: 'works',
      api: 'responses',
      works: { streaming: true, tools: true },
    })
  }
  const unknown = await probeEndpoint({ baseUrl: provider.url, apiKey: '', model: 'scripted/other' })
  expect(unknown).toMatchObject({ outcome: 'fails', message: expect.stringContaining('scripted/bug-fix') })
})

test('every suggested state names a script that exists, and the list of models is served', async () => {
  const suggested = sampleProject.suggestedStates.map(({ scenario }) => `scripted/${scenario}`)
  expect(scriptedModels).toEqual(expect.arrayContaining(suggested))
  const list = (await (await fetch(`${provider.url}/models`)).json()) as { data: { id: string }[] }
  expect(list.data.map(({ id }) => id)).toEqual([...scriptedModels])
})
