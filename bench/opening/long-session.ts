// The log of a long session, as a runner and a person write it: rounds of thinking, reading, editing, running commands and
// checking, with outputs as long as real ones are. Pure. It ends paused, so that no runner takes it up.
import type { EventData, EventType, Fact } from '../../lib/protocol/events.ts'

type Shape = { projectId: string; number: number; count: number; marker: string }

/** Calls of a round; with its checks a round is some 170 events long. */
const callsPerRound = 40
const hex = (number: number, length: number) => number.toString(16).padStart(length, '0')
const fact = <T extends EventType>(type: T, data: EventData<T>): Fact => ({ type, data }) as Fact

const sentence =
  'The step is counted before the weight is rounded, so a parcel that is barely heavier pays twice. '
const outputLine = '✔ prices a started step once, whatever the unit of the weight (1.204 ms)\n'
/** Mostly short, sometimes long: what tools print. */
const outputs = [4, 9, 2, 30, 14, 6, 60, 11, 3, 22].map((lines) => outputLine.repeat(lines))
const replies = [1, 4, 2, 9, 3].map((count) => sentence.repeat(count))
const tools = ['read_file', 'search', 'exec_command', 'apply_patch', 'exec_command'] as const

function begin({ projectId, number }: Shape): Fact[] {
  const check = { id: 'test', name: 'Tests', command: 'npm test', report: null }
  return [
    fact('session.created', {
      projectId,
      number,
      title: 'A long session',
      desiredState: 'A parcel of exactly 1.1 kg costs one further step of 100 grams, not two.',
      mentions: [],
      mode: 'direct',
      targetBranch: 'main',
      checks: [check],
      model: { provider: 'scripted', name: 'scripted/bug-fix' },
      engine: 'builtin',
      fixLimit: 3,
      requiredSignatures: 1,
      mustPass: [],
    }),
    fact('run.queued', { runId: `run-${number}`, cause: 'created' }),
    fact('run.started', { runId: `run-${number}`, epoch: 1, owner: 'bench' }),
    fact('base.resolved', {
      commit: hex(1, 40),
      tree: hex(2, 40),
      fetch: 'local',
      message: null,
      uncommittedFiles: 0,
      instructions: null,
      topFiles: ['README.md', 'package.json', 'src', 'test'],
    }),
    ...checks(number, 'base', 0, 'passed'),
  ]
}

function checks(
  number: number,
  purpose: 'base' | 'turn',
  round: number,
  outcome: 'passed' | 'failed',
): Fact[] {
  const run = { checkRunId: `check-${number}-${purpose}-${round}`, purpose, tree: hex(round + 2, 40) }
  const failures = outcome === 'passed' ? [] : [{ name: 'prices › 1.1 kg', message: 'expected 540, got 580' }]
  const result = {
    checkId: 'test',
    name: 'Tests',
    command: 'npm test',
    exitCode: outcome === 'passed' ? 0 : 1,
    outcome,
    output: outputLine.repeat(40),
    durationMs: 5400,
    counts: { passed: 212, failed: failures.length, skipped: 0 },
    failures,
    tests: null,
  }
  const counted = failures.map((one) => one.name)
  return [
    fact('check.started', { ...run, round, checks: [{ checkId: 'test', name: 'Tests' }] }),
    fact('check.finished', {
      ...run,
      outcome,
      results: [result],
      counted,
      ignored: [],
      loosened: null,
      digest: hex(round, 64),
    }),
  ]
}

function step(number: number, round: number, index: number, toolCalls: boolean): Fact[] {
  const id = `${number}-${round}-${index}`
  const turnId = `turn-${number}-${round}`
  const name = tools[index % tools.length]!
  const requested = fact('model.requested', {
    requestId: `request-${id}`,
    turnId,
    attempt: 1,
    model: 'bench',
    shortened: 0,
  })
  const replied = fact('model.replied', {
    requestId: `request-${id}`,
    text: replies[index % replies.length]!,
    reasoning: index % 3 === 0 ? sentence : '',
    encryptedReasoning: null,
    toolCalls: toolCalls ? [{ callId: `call-${id}`, name, arguments: '{"cmd":"npm test"}' }] : [],
    usage: { inputTokens: 42_000, cachedInputTokens: 40_000, outputTokens: 160, reasoningTokens: 20 },
    costUsd: 0.004,
    finish: 'stop',
    repairs: [],
  })
  if (!toolCalls) return [requested, replied]
  return [
    requested,
    replied,
    fact('tool.started', { callId: `call-${id}`, turnId, name, title: 'src/tariff.ts', approvalId: null }),
    fact('tool.finished', {
      callId: `call-${id}`,
      outcome: 'ok',
      exitCode: name === 'exec_command' ? 0 : null,
      output: outputs[(round + index) % outputs.length]!,
      durationMs: 640,
      paths: name === 'apply_patch' ? ['src/tariff.ts'] : [],
    }),
  ]
}

function round(number: number, position: number): Fact[] {
  const turnId = `turn-${number}-${position}`
  const kind = position === 0 ? 'implement' : 'fix'
  return [
    fact('turn.started', { turnId, kind, round: position % 4, prompt: sentence.repeat(6) }),
    ...Array.from({ length: callsPerRound }, (_, index) => step(number, position, index, true)).flat(),
    ...step(number, position, callsPerRound, false),
    fact('turn.ended', { turnId, outcome: 'ended', reason: null }),
    fact('snapshot.taken', {
      snapshotId: `snapshot-${number}-${position}`,
      position: position + 1,
      tree: hex(position + 2, 40),
      commit: hex(position + 3, 40),
      ref: `refs/countersign/bench/${position}`,
      files: 3,
      added: 24,
      removed: 8,
      leftOut: [],
    }),
    ...checks(number, 'turn', position, 'failed'),
    fact('message.posted', {
      messageId: `message-${number}-${position}`,
      text: 'Try the smaller change first.',
      mentions: [],
      interrupt: false,
    }),
  ]
}

/** Exactly `count` facts (at least 400); `marker` is what the agent says last. */
export function longSession(shape: Shape): Fact[] {
  const { number, count, marker } = shape
  const last: Fact[] = [
    ...step(number, 0, 999, false).map((one) =>
      one.type === 'model.replied' ? { ...one, data: { ...one.data, text: marker } } : one,
    ),
    fact('run.parked', {
      runId: `run-${number}`,
      reason: { kind: 'provider', code: 'key-refused', message: 'The provider refused the key (401).' },
    }),
  ]
  const facts = begin(shape)
  const room = count - last.length - facts.length
  const middle: Fact[] = []
  for (let position = 0; middle.length < room; position += 1) middle.push(...round(number, position))
  // Cut where it fills the room: in the middle of a turn, as it is when one looks.
  return [...facts, ...middle.slice(0, room), ...last]
}
