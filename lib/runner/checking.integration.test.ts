// What checks say and what follows: loosened tests, corrections up to the limit, marks, setup, retries that people see.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleFailingTest } from '../sample/sample-project.ts'
import { beginSession, type Drive, ofType } from '../testing/drive-session.ts'
import {
  act,
  addFile,
  inOrder,
  patch,
  playReplies,
  type Replies,
  type Script,
  words,
} from '../testing/play-replies.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
let replies: Replies
let sampleId: string
beforeAll(async () => {
  here = await startInstallation()
  replies = await playReplies()
  await replies.configure(here, 'responses')
  sampleId = await here.addSampleProject()
})
afterAll(async () => {
  await replies?.close()
  await here?.stop()
})

const scripted = (name: string) => ({ provider: 'scripted' as const, name: `scripted/${name}` })
const begin = (projectId: string, name: string, script: Script): Promise<Drive> => {
  replies.play(name, script)
  return beginSession(here, { projectId, mode: 'direct', model: { provider: 'configured', name } })
}
const check = (command: string) => [{ id: 'one', name: 'One', command, report: null }]

describe.concurrent('the sample', () => {
  test('a weakened test is told: which file, how much, and that the base’s own tests fail', async () => {
    const session = await beginSession(here, {
      projectId: sampleId,
      mode: 'direct',
      model: scripted('weakened-test'),
    })
    const review = await session.reviewed()
    const checked = ofType(await session.events(), 'check.finished').at(-1)!
    expect(checked.data).toMatchObject({ purpose: 'turn', outcome: 'passed' })
    expect(checked.data.loosened?.files.map((file) => file.path)).toEqual(['test/reported.test.js'])
    expect(checked.data.loosened?.files[0]?.removedAssertions).toBeGreaterThan(0)
    expect(checked.data.loosened?.baseTests).toBe('failed')
    expect(review.data.failing).toBeNull()
  })

  test('a provider that fails: each attempt and each wait is in the log, and the job goes on', async () => {
    const session = await beginSession(here, {
      projectId: sampleId,
      mode: 'direct',
      model: scripted('provider-error'),
    })
    await session.reviewed()
    const failed = ofType(await session.events(), 'model.failed')
    expect(failed.map((event) => event.data.code)).toEqual([
      'rate-limited',
      'rate-limited',
      'cut',
      'provider-error',
    ])
    for (const one of failed) {
      expect(one.data.retryInMs).toBeGreaterThanOrEqual(0)
      expect(one.data.message).not.toBe('')
    }
    const attempts = ofType(await session.events(), 'model.requested').map((event) => event.data.attempt)
    expect(attempts.slice(0, 3)).toEqual([1, 2, 3])
  })

  test('what failed before is known before the first turn, and does not count unless marked', async ({
    expect,
  }) => {
    const projectId = await here.addSampleProject({ mustPass: [] })
    const session = await begin(
      projectId,
      'ignored',
      inOrder(act('A note.', addFile('notes.md')), words('Done.')),
    )
    await session.reviewed()
    const [base, turn] = ofType(await session.events(), 'check.finished')
    expect(base!.data).toMatchObject({
      purpose: 'base',
      outcome: 'failed',
      counted: [],
      ignored: [sampleFailingTest],
    })
    expect(turn!.data).toMatchObject({
      purpose: 'turn',
      outcome: 'passed',
      counted: [],
      ignored: [sampleFailingTest],
    })
    const prompt = String(ofType(await session.events(), 'turn.started')[0]!.data.prompt)
    expect(prompt).toContain(`- ${sampleFailingTest} (known, not yours to mend)`)
    // Marked now, it counts from the next check on: the merged tree is refused.
    await here.send({
      type: 'check.mark',
      sessionId: session.sessionId,
      data: { name: sampleFailingTest, treatment: 'must-pass' },
    })
    await session.submit(ofType(await session.events(), 'review.opened')[0]!)
    const merged = await session.waitFor('check.finished', turn!.seq)
    expect(merged.data).toMatchObject({ purpose: 'merged', outcome: 'failed', counted: [sampleFailingTest] })
    const row = () => here.db.session.findUniqueOrThrow({ where: { id: session.sessionId } })
    await expect.poll(async () => (await row()).waitsFor, { timeout: 60_000 }).toBe('review')
  })
})

describe.concurrent('correcting', () => {
  test('the agent gets the output, up to the limit, and then people see it failing', async () => {
    const projectId = await here.addSampleProject({
      checks: check('test ! -e bad.txt || { echo it is bad; exit 3; }'),
      mustPass: [],
      fixLimit: 2,
    })
    const session = await begin(
      projectId,
      'fix-limit',
      inOrder(
        act('Bad.', addFile('bad.txt')),
        words('Done.'),
        act('Still bad.', addFile('other.txt')),
        words('Done.'),
        words('I cannot.'),
      ),
    )
    const review = await session.reviewed()
    const turns = ofType(await session.events(), 'turn.started').map((event) => [
      event.data.kind,
      event.data.round,
    ])
    expect(turns).toEqual([
      ['implement', 0],
      ['fix', 1],
      ['fix', 2],
    ])
    expect(review.data.failing).toBe('Checks fail on this work: 1 counted.')
    const prompt = String(ofType(await session.events(), 'turn.started')[1]!.data.prompt)
    expect(prompt).toContain('The checks failed on a clean checkout of your work (correction 1 of 2).')
    expect(prompt).toContain('ended with exit code 3:\nit is bad')
  })

  test('leftovers in the worktree prove nothing: checks run on a clean checkout', async () => {
    const projectId = await here.addSampleProject({
      checks: check('test -e dist/made.txt'),
      mustPass: [],
      fixLimit: 0,
    })
    const session = await begin(
      projectId,
      'leftovers',
      inOrder(
        act('Made.', patch('*** Add File: .gitignore.extra', '+x'), {
          name: 'exec_command',
          arguments: {
            cmd: 'printf "dist\\n" >> .gitignore; mkdir -p dist; touch dist/made.txt; test -e dist/made.txt',
          },
        }),
        words('It passes here.'),
      ),
    )
    await session.reviewed()
    const [, turn] = ofType(await session.events(), 'check.finished')
    expect(ofType(await session.events(), 'tool.finished').at(-1)?.data.exitCode).toBe(0)
    expect(turn!.data.results[0]).toMatchObject({ exitCode: 1, outcome: 'failed' })
  })
})

describe.concurrent('setup', () => {
  const settings = {
    setupCommand: 'mkdir -p deps && date +%s%N > deps/stamp && echo installed',
    outputPaths: ['deps'],
    keyFiles: ['package.json'],
    checks: check('cat deps/stamp'),
    mustPass: [],
  }

  test('runs once when a person allowed it; after that its output is copied into every checkout', async () => {
    const projectId = await here.addSampleProject(settings)
    const first = await begin(
      projectId,
      'setup',
      inOrder(act('A note.', addFile('notes.md')), words('Done.')),
    )
    const request = await first.asked('setup')
    expect(request.data.subject).toMatchObject({ command: settings.setupCommand })
    await first.decide(request)
    await first.reviewed()
    const [base, turn] = ofType(await first.events(), 'check.finished')
    expect(base!.data.results[0]!.output).toBe(turn!.data.results[0]!.output)
    const second = await begin(
      projectId,
      'setup-again',
      inOrder(act('A note.', addFile('notes.md')), words('Done.')),
    )
    await second.reviewed()
    expect(ofType(await second.events(), 'approval.requested')).toEqual([])
    expect(ofType(await second.events(), 'environment.prepared').map((event) => event.data.cached)).toEqual([
      true,
    ])
    const [again] = ofType(await second.events(), 'check.finished')
    expect(again!.data.results[0]!.output).toBe(base!.data.results[0]!.output)
  })

  test('denied: the session says what it needs, and asks again when it is retried', async () => {
    const projectId = await here.addSampleProject(settings)
    const session = await begin(projectId, 'setup-denied', inOrder())
    const request = await session.asked('setup')
    await session.decide(request, { decision: 'deny' })
    const stop = await session.troubled()
    expect(stop.data).toMatchObject({
      reason: {
        kind: 'trouble',
        message: "The setup command was denied by Ada Admin. Change the project's settings, then retry.",
      },
    })
    await session.retry()
    const again = await session.asked('setup', stop.seq)
    expect(again.data.approvalId).not.toBe(request.data.approvalId)
    await session.cancel()
  })

  test('that fails pauses the session; changed and retried, it goes on', async () => {
    const projectId = await here.addSampleProject({ ...settings, setupCommand: 'echo no network; exit 4' })
    const session = await begin(projectId, 'setup-fails', inOrder(words('Nothing to do.')))
    await session.decide(await session.asked('setup'))
    const stop = await session.troubled()
    const [prepared] = ofType(await session.events(), 'environment.prepared')
    expect(prepared!.data).toMatchObject({ outcome: 'failed', output: expect.stringContaining('no network') })
    await here.db.project.update({
      where: { id: projectId },
      data: { settings: { ...settings, setupCommand: '' } },
    })
    await session.retry()
    await session.reviewed(stop.seq)
  })
})
