import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { modelKeyPlace, seal } from '../auth/seal.ts'
import { startScriptedProvider } from '../models/scripted/start-scripted-provider.ts'
import { describeModel } from '../settings/model-setting.ts'
import { startLyingProvider } from '../testing/provider.ts'
import { makeTestProjects, type TestProjects } from './make-test-project.ts'
import { probeModel } from './probe-model.ts'

const key = 'sk-not-to-be-seen'
let projects: TestProjects
beforeAll(async () => {
  projects = await makeTestProjects({ plain: true })
})
afterAll(() => projects.stop())
beforeEach(() => projects.db.setting.deleteMany())

const never = new AbortController().signal
const probe = () => probeModel(projects.parts, never)
const read = async (name: string) =>
  (await projects.db.setting.findUnique({ where: { name } }))?.value as Record<string, unknown> | undefined
async function configure(baseUrl: string) {
  const secret = seal(key, modelKeyPlace)
  await projects.db.setting.create({ data: { name: 'model', value: { baseUrl, model: 'tiny' }, secret } })
}

/** Speaks Chat Completions only, and calls the tool that it is given. */
const chatOnly = (before: () => Promise<unknown> = async () => {}) =>
  startLyingProvider((request) => {
    if (!request.path.endsWith('/chat/completions')) return { status: 404, body: ['{}'] }
    const call = {
      index: 0,
      id: 'c1',
      type: 'function',
      function: { name: 'report_ready', arguments: '{"word":"ready"}' },
    }
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`
    return {
      headers: { 'content-type': 'text/event-stream' },
      body: [before(), chunk({ tool_calls: [call] }, null), chunk({}, 'tool_calls'), 'data: [DONE]\n\n'],
    }
  })

test('what works is kept: for the page, and with the settings, whose key stays as it was', async () => {
  const provider = await chatOnly()
  await configure(provider.url)
  await probe()
  await provider.close()
  expect(await read('model.probe')).toMatchObject({
    ok: true,
    api: 'chat',
    baseUrl: provider.url,
    model: 'tiny',
    sentences: expect.arrayContaining(['tiny answers over Chat Completions.', 'Tools work.']),
  })
  expect(await read('model')).toEqual({ baseUrl: provider.url, model: 'tiny', api: 'chat' })
  expect(await describeModel(projects.db)).toMatchObject({
    source: 'settings',
    keyHint: key.slice(-4),
    model: 'tiny',
  })
})

test('a refused key is a sentence without the key, and the settings stay', async () => {
  const provider = await startLyingProvider(() => ({
    status: 401,
    body: [`{"error":{"message":"bad ${key}"}}`],
  }))
  await configure(provider.url)
  await probe()
  await provider.close()
  const found = await read('model.probe')
  expect(found).toMatchObject({ ok: false, sentences: [expect.any(String)] })
  expect(JSON.stringify(found)).not.toContain(key)
  expect(await read('model')).toEqual({ baseUrl: provider.url, model: 'tiny' })
})

test('an endpoint that was changed while it was tried keeps no answer of the old one', async () => {
  const value = { baseUrl: 'http://127.0.0.1:9/v1', model: 'tiny' }
  const change = async () => projects.db.setting.update({ where: { name: 'model' }, data: { value } })
  const provider = await chatOnly(change)
  await configure(provider.url)
  await probe()
  await provider.close()
  expect(await read('model.probe')).toMatchObject({ ok: true, baseUrl: provider.url })
  expect(await read('model')).toEqual(value)
})

test('nothing configured, a key that opens no more, and a runner that stops', async () => {
  await probe()
  expect(await read('model.probe')).toMatchObject({
    ok: false,
    model: null,
    sentences: [expect.stringMatching(/^No model is configured/)],
  })
  const value = { baseUrl: 'http://127.0.0.1:9/v1', model: 'tiny' }
  const secret = seal(key, modelKeyPlace, 'another secret, which is long enough as well')
  await projects.db.setting.create({ data: { name: 'model', value, secret } })
  await probe()
  expect(await read('model.probe')).toMatchObject({
    sentences: [expect.stringContaining('Enter the key again')],
  })

  await projects.db.setting.deleteMany()
  const provider = await startScriptedProvider()
  await configure(provider.url)
  await probeModel(projects.parts, AbortSignal.abort(new Error('stopping')))
  await provider.close()
  expect(await read('model.probe')).toBeUndefined()
})
