// Plays every scenario over real HTTP against the real sample project: real patches, real test runs.
// A small loop stands in for the engine; what it sends back has the form that the engine uses.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { applyUpdate } from '../../domain/apply-v4a-update.ts'
import { parsePatch } from '../../domain/v4a-patch.ts'
import { defineTools, isToolName, parseToolArguments, type ToolName } from '../../protocol/tools.ts'
import { createSampleRepository } from '../../sample/create-sample-repository.ts'
import { sampleFailingTest } from '../../sample/sample-project.ts'
import { runSampleCheck } from '../../testing/run-sample-check.ts'
import { callModel } from '../call-model.ts'
import type { ModelApi, ModelOutcome, TranscriptItem } from '../model.ts'
import { UNKNOWN_REPOSITORY } from './choose-reply.ts'
import { CHECKS_FAILED, PLAN_APPROVED, PLAN_SENT_BACK, REVIEW_SENT_BACK } from './find-phase.ts'
import { type ScriptedProvider, startScriptedProvider } from './start-scripted-provider.ts'

const reading: ToolName[] = ['exec_command', 'read_file', 'search']
const planning: ToolName[] = [...reading, 'propose_plan']
const working: ToolName[] = [...reading, 'apply_patch', 'update_plan']

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider({ pieceDelayMs: 0 })
})
afterAll(() => provider.close())

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

type Session = {
  folder: string
  api: ModelApi
  model: string
  transcript: TranscriptItem[]
  failures: string[]
  say: (text: string, tools: ToolName[]) => Promise<string>
}

async function open(scenario: string, api: ModelApi = 'responses'): Promise<Session> {
  const folder = mkdtempSync(join(tmpdir(), 'scripted-'))
  folders.push(folder)
  await createSampleRepository(folder)
  return play(folder, scenario, api)
}

function play(folder: string, scenario: string, api: ModelApi): Session {
  const transcript: TranscriptItem[] = [{ type: 'instructions', text: 'You work on a repository.' }]
  const session: Session = { folder, api, model: `scripted/${scenario}`, transcript, failures: [], say }
  return session

  /** Posts a message, plays the turn to its end, and answers the last words or the proposed plan. */
  async function say(text: string, tools: ToolName[]): Promise<string> {
    transcript.push({ type: 'user', text })
    for (let replies = 0; replies < 20; replies += 1) {
      const { items } = await callUntilReplied(session, tools)
      transcript.push(...items)
      const calls = items.filter((item) => item.type === 'tool-call')
      for (const { callId, name, arguments: json } of calls) {
        transcript.push({ type: 'tool-result', callId, output: runTool(folder, name, json) })
        if (name === 'propose_plan') return json
      }
      if (calls.length === 0)
        return items.flatMap((item) => (item.type === 'assistant' ? [item.text] : [])).join()
    }
    throw new Error('the script did not end its turn')
  }
}

async function callUntilReplied(
  session: Session,
  tools: ToolName[],
): Promise<Extract<ModelOutcome, { outcome: 'replied' }>> {
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const outcome = await callModel({
      endpoint: { baseUrl: provider.url, apiKey: '', model: session.model, api: session.api },
      transcript: session.transcript,
      tools: defineTools(tools),
      signal: new AbortController().signal,
      onDelta: () => undefined,
      idleTimeoutMs: 20_000,
      maxReplyBytes: 1_000_000,
      attempt,
    })
    if (outcome.outcome === 'replied') {
      expect(outcome.repairs).toEqual([])
      return outcome
    }
    expect(outcome.retryable).toBe(true)
    session.failures.push(outcome.code)
  }
  throw new Error('the provider never replied')
}

function runTool(folder: string, name: string, json: string): string {
  if (!isToolName(name)) throw new Error(`the script called an unknown tool: ${name}`)
  const parsed = parseToolArguments(name, json)
  if (!parsed.ok) throw new Error(parsed.reason)
  const given = parsed.value
  // The scripts do not depend on what a command says, so it need not run here; the real check runs where a test asks for it.
  if ('cmd' in given) return given.sandbox_permissions ? 'declined: not now' : 'Exit code: 0\nOutput:\n'
  if ('input' in given) return applyTo(folder, given.input)
  if ('path' in given && name === 'read_file') return readFileSync(join(folder, given.path!), 'utf8')
  return 'ok'
}

function applyTo(folder: string, input: string): string {
  const parsed = parsePatch(input)
  if (!parsed.ok) return `Exit code: 1\nOutput:\n${parsed.reason}`
  const writes: [string, string][] = []
  for (const change of parsed.changes) {
    if (change.kind === 'add') writes.push([change.path, change.text])
    if (change.kind !== 'update') continue
    const applied = applyUpdate(readFileSync(join(folder, change.path), 'utf8'), change.chunks)
    if (!applied.ok) return `Exit code: 1\nOutput:\n${applied.reason}`
    writes.push([change.path, applied.text])
  }
  for (const [path, text] of writes) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return 'Exit code: 0\nOutput:\nSuccess. Updated the following files:\n'
}

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' })
const hunks = (folder: string) => git(folder, 'diff', 'HEAD').match(/^@@/gm)?.length
const failing = (folder: string) => runSampleCheck(folder).failed
const approved = (plan: string) => `${PLAN_APPROVED}\n${plan}`

describe.each(['responses', 'chat'] as const)('over %s', (api) => {
  test('bug-fix: planned, first attempt fails, second passes, review adds a test', async () => {
    const session = await open('bug-fix', api)
    const plan = await session.say('The price of a 1.1 kg parcel is right.', planning)
    expect(JSON.parse(plan).steps).toHaveLength(3)
    await session.say(approved(plan), working)
    expect(failing(session.folder)).toEqual(['a started step is paid in full'])
    await session.say(`${CHECKS_FAILED}\n1 test failed`, working)
    expect(failing(session.folder)).toEqual([])
    expect(hunks(session.folder)).toBeGreaterThanOrEqual(7)
    await session.say(`${REVIEW_SENT_BACK}\nWhat about 1.3 kg?`, working)
    expect(failing(session.folder)).toEqual([])
    expect(await session.say(`${REVIEW_SENT_BACK}\nAgain`, working)).toContain('no further change')
    const names = session.transcript.flatMap((item) => (item.type === 'tool-call' ? [item.name] : []))
    expect(new Set(names)).toEqual(
      new Set(['search', 'read_file', 'exec_command', 'propose_plan', 'update_plan', 'apply_patch']),
    )
    const ids = session.transcript.flatMap((item) => (item.type === 'tool-call' ? [item.callId] : []))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

test('straight to the diff: no plan, no ticks, the same change', async () => {
  const session = await open('bug-fix')
  await session.say('The price of a 1.1 kg parcel is right.', working)
  await session.say(`${CHECKS_FAILED}\n1 test failed`, working)
  expect(failing(session.folder)).toEqual([])
  expect(session.transcript.some((item) => item.type === 'tool-call' && item.name === 'update_plan')).toBe(
    false,
  )
})

test('missing-feature: the feature, and the reported fault if it must pass', async () => {
  const session = await open('missing-feature', 'chat')
  await session.say(approved(await session.say('Insure parcels.', planning)), working)
  const after = runSampleCheck(session.folder)
  expect(after.failed).toEqual([sampleFailingTest])
  expect(after.passed).toContain('insurance costs at least 2.00')
  await session.say(`${CHECKS_FAILED}\n1 test failed`, working)
  expect(failing(session.folder)).toEqual([])
})

test('missing-feature applies behind bug-fix, and its review adds a test', async () => {
  const first = await open('bug-fix')
  await first.say('Fix it.', working)
  await first.say(CHECKS_FAILED, working)
  const second = play(first.folder, 'missing-feature', 'responses')
  await second.say('Insure parcels.', working)
  await second.say(REVIEW_SENT_BACK, working)
  const after = runSampleCheck(first.folder)
  expect(after.failed).toEqual([])
  expect(after.passed).toContain('the least amount ends where 1.5 % is more')
})

test('plan-sent-back: a thin plan, then a better one that repeats the comment, then the whole fix', async () => {
  const session = await open('plan-sent-back', 'chat')
  const thin = JSON.parse(await session.say('Fix the price.', planning))
  const better = await session.say(`${PLAN_SENT_BACK}\nA started step must still be paid.`, planning)
  expect(JSON.parse(better).steps.length).toBeGreaterThan(thin.steps.length)
  expect(JSON.stringify(session.transcript)).toContain('You wrote: \\"A started step must still be paid.\\"')
  await session.say(approved(better), working)
  expect(failing(session.folder)).toEqual([])
})

test('needs-more: asks with a justification, and goes on when declined', async () => {
  const session = await open('needs-more')
  await session.say('Fix the price.', working)
  const asked = session.transcript.filter(
    (item) => item.type === 'tool-call' && item.arguments.includes('require_escalated'),
  )
  expect(asked).toHaveLength(1)
  expect(asked[0]).toHaveProperty('arguments', expect.stringContaining('justification'))
  expect(failing(session.folder)).toEqual([])
})

test('provider-error: busy twice, cut once, broken once, and the job is done all the same', async () => {
  const session = await open('provider-error')
  await session.say('Fix the price.', working)
  expect(session.failures).toEqual(['rate-limited', 'rate-limited', 'cut', 'provider-error'])
  expect(failing(session.folder)).toEqual([])
})

test('weakened-test: everything passes because an expectation is gone; sent back, it is fixed', async () => {
  const session = await open('weakened-test')
  await session.say('Fix the price.', working)
  const after = runSampleCheck(session.folder)
  expect(after.failed).toEqual([])
  expect(git(session.folder, 'diff', '--name-only')).toBe('test/reported.test.js\n')
  await session.say(`${REVIEW_SENT_BACK}\nYou removed the assertion.`, working)
  expect(failing(session.folder)).toEqual([])
  expect(git(session.folder, 'diff', '--name-only')).not.toContain('test/reported.test.js')
})

test('weakened-test: the expectation may be back already when the script corrects itself', async () => {
  const session = await open('weakened-test', 'chat')
  await session.say('Fix the price.', working)
  git(session.folder, 'checkout', '--', '.')
  await session.say(`${REVIEW_SENT_BACK}\nRejected.`, working)
  expect(failing(session.folder)).toEqual([])
})

test('an unknown repository is refused with a sentence, in planning and in working', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unknown-'))
  folders.push(folder)
  writeFileSync(join(folder, 'package.json'), '{"name":"something-else"}')
  expect(await play(folder, 'bug-fix', 'chat').say('Fix it.', planning)).toBe(UNKNOWN_REPOSITORY)
  expect(await play(folder, 'bug-fix', 'responses').say('Fix it.', working)).toBe(UNKNOWN_REPOSITORY)
})

test('a patch that does not fit ends the turn with a sentence', async () => {
  const session = await open('weakened-test')
  writeFileSync(join(session.folder, 'test/reported.test.js'), '')
  expect(await session.say('Fix it.', working)).toContain('was not applied')
})

test('a message in the middle is acknowledged and does not start the script again', async () => {
  const session = await open('bug-fix')
  await session.say('Fix it.', working)
  const before = session.transcript.length
  expect(await session.say('Please hurry.', working)).toContain('I have read "Please hurry."')
  expect(session.transcript).toHaveLength(before + 2)
})
