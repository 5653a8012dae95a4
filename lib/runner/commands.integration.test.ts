// While the agent works: commands that want more than the sandbox, messages in between, loops, and stopping.
import { access } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginSession, type Drive, ofType } from '../testing/drive-session.ts'
import {
  act,
  addFile,
  inOrder,
  playReplies,
  type Replies,
  run,
  type Script,
  words,
} from '../testing/play-replies.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
let replies: Replies
let projectId: string
beforeAll(async () => {
  here = await startInstallation()
  replies = await playReplies()
  await replies.configure(here, 'responses')
  projectId = await here.addSampleProject({ checks: [], mustPass: [] })
})
afterAll(async () => {
  await replies?.close()
  await here?.stop()
})

const begin = (name: string, script: Script): Promise<Drive> => {
  replies.play(name, script)
  return beginSession(here, { projectId, mode: 'direct', model: { provider: 'configured', name } })
}
const sentTo = (name: string) => JSON.stringify(replies.requests(name).at(-1)?.body)
const outside = (cmd: string) =>
  run(cmd, { sandbox_permissions: 'require_escalated', justification: 'It needs more.' })
const finishedCalls = async (session: Drive) => ofType(await session.events(), 'tool.finished')

describe.concurrent('a command that needs more than the sandbox', () => {
  // In the sandbox this process is not to be seen.
  const look = `test -d /proc/${process.pid} && echo it ran`

  test('runs once when a person allows it, with a grant that is used up', async () => {
    const session = await begin('allowed', inOrder(act('I ask.', outside(look)), words('Thank you.')))
    const request = await session.asked('command')
    if (request.data.subject.kind !== 'command') throw new Error('expected a command')
    expect(request.data.subject).toMatchObject({
      argv: ['/bin/bash', '-c', look],
      justification: 'It needs more.',
    })
    await session.decide(request)
    await session.reviewed(request.seq)
    const [call] = await finishedCalls(session)
    expect(call?.data).toMatchObject({ outcome: 'ok', exitCode: 0 })
    expect(call?.data.output).toContain('Output:\nit ran')
    const started = ofType(await session.events(), 'tool.started')
    expect(started.map((event) => event.data.approvalId)).toEqual([request.data.approvalId])
    const approval = await here.db.approval.findUniqueOrThrow({ where: { id: request.data.approvalId } })
    expect(approval.status).toBe('consumed')
  })

  test('does not run when a person denies it, and the agent is told their words', async () => {
    const mark = `${here.dataFolder}/denied-command-ran`
    const session = await begin(
      'denied',
      inOrder(act('I ask.', outside(`touch ${mark}`)), words('Then not.')),
    )
    const request = await session.asked('command')
    await session.decide(request, { decision: 'deny', reason: 'Never outside.' })
    await session.reviewed(request.seq)
    const [call] = await finishedCalls(session)
    expect(call?.data).toMatchObject({ outcome: 'denied', exitCode: null })
    expect(sentTo('denied')).toContain('A person denied this command. They said: Never outside.')
    await expect(access(mark)).rejects.toThrow()
  })

  test('is edited: what runs is what was approved, and the agent is told', async () => {
    const session = await begin(
      'edited',
      inOrder(act('I ask.', outside('echo as the agent wanted')), words('I see.')),
    )
    const request = await session.asked('command')
    await session.decide(request, { edit: { kind: 'command', command: 'echo as the person wanted' } })
    await session.reviewed(request.seq)
    const [call] = await finishedCalls(session)
    expect(call?.data.output).toContain('Output:\nas the person wanted')
    expect(sentTo('edited')).toContain('A person changed the command before allowing it.')
    expect(sentTo('edited')).not.toContain('Output:\\nas the agent wanted')
  })
})

describe.concurrent('a message', () => {
  test('is delivered after the current command', async () => {
    const session = await begin(
      'message',
      inOrder(act('I wait.', run('while [ ! -e go ]; do sleep 0.05; done; echo went', {})), words('Read.')),
    )
    await session.waitFor('tool.started')
    await session.say('Mind the edges.')
    const worktree = here.parts.folders.worktree(session.sessionId)
    await here.parts.sandbox.applyChanges(worktree, [{ kind: 'write', path: 'go', content: Buffer.from('') }])
    await session.reviewed()
    const [call] = await finishedCalls(session)
    expect(call?.data).toMatchObject({ outcome: 'ok' })
    const sent = sentTo('message')
    expect(sent.indexOf('Mind the edges.')).toBeGreaterThan(sent.indexOf('went'))
  })

  test('that says stop ends the running command and what was to follow it', async () => {
    const session = await begin(
      'stop',
      inOrder(act('I wait.', run('echo started; sleep 300'), run('echo never')), words('Stopped.')),
    )
    await session.waitFor('tool.started')
    await session.say('Stop that.', true)
    await session.reviewed()
    const calls = await finishedCalls(session)
    expect(calls.map((call) => call.data.outcome)).toEqual(['stopped', 'stopped'])
    expect(sentTo('stop')).toContain('A person stopped it to tell you something.')
    expect(sentTo('stop')).toContain('Not run: a person asked to be heard first.')
    expect(sentTo('stop')).toContain('Stop that.')
  })

  test('that says stop ends a reply that is being written', async () => {
    let stream = () => {}
    const streaming = new Promise<void>((resolve) => {
      stream = resolve
    })
    const session = await begin(
      'stop-reply',
      inOrder({ body: [': waiting\n\n', streaming], ending: 'hang' }, words('Heard.')),
    )
    await session.waitFor('model.requested')
    await session.say('Stop writing.', true)
    const failed = await session.waitFor('model.failed')
    stream()
    expect(failed.data).toMatchObject({
      code: 'stopped',
      message: 'Stopped to deliver your message.',
      retryInMs: 0,
    })
    await session.reviewed()
    expect(sentTo('stop-reply')).toContain('Stop writing.')
  })
})

test('the same action with the same result, again and again, ends the turn with its reason', async () => {
  const session = await begin('loop', () => act('Again.', run('echo the same')))
  const ended = await session.waitFor('turn.ended')
  expect(ended.data).toMatchObject({
    outcome: 'stuck',
    reason: 'The agent repeated exec_command 4 times with the same result. The turn was ended.',
  })
  await session.reviewed()
})

test('a call that makes no sense is answered, and the agent goes on', async () => {
  const session = await begin(
    'nonsense',
    inOrder(
      act('I try.', { name: 'rm_rf', arguments: {} }, { name: 'read_file', arguments: { file: 'x' } }),
      act('Properly.', addFile('notes.md')),
      words('Done.'),
    ),
  )
  const review = await session.reviewed()
  const [unknown, wrong, good] = await finishedCalls(session)
  expect(unknown?.data.output).toContain('There is no tool "rm_rf" in this turn.')
  expect(wrong?.data.output).toContain('The arguments of read_file do not fit.')
  expect(good?.data).toMatchObject({ outcome: 'ok', paths: ['notes.md'] })
  expect(review.data.hunks.map((hunk) => hunk.path)).toEqual(['notes.md'])
})

describe.concurrent('cancelling', () => {
  test('stops a running command, and nothing is recorded after it', async ({ expect }) => {
    const session = await begin('cancel-run', inOrder(act('I wait.', run('sleep 300'))))
    await session.waitFor('tool.started')
    const { seq } = await session.cancel('Enough.')
    const boxes = await here.db.sandboxProcess.findMany({ where: { sessionId: session.sessionId } })
    await expect.poll(() => boxes.filter((box) => isAlive(box.pid)).length, { timeout: 60_000 }).toBe(0)
    expect((await session.events()).at(-1)).toMatchObject({
      seq,
      type: 'run.finished',
      data: { outcome: 'cancelled' },
    })
  })

  test('while a command waits for a person', async () => {
    const session = await begin('cancel-ask', inOrder(act('I ask.', outside('true'))))
    const request = await session.asked('command')
    await session.cancel()
    const approval = await here.db.approval.findUniqueOrThrow({ where: { id: request.data.approvalId } })
    expect(approval.status).toBe('voided')
    await expect(session.decide(request)).rejects.toMatchObject({ code: 'approval.already-decided' })
  })

  test('while a review waits', async () => {
    const session = await begin('cancel-review', inOrder(act('I add.', addFile('a.txt')), words('Done.')))
    const review = await session.reviewed()
    await session.cancel()
    await expect(session.submit(review)).rejects.toMatchObject({ code: 'review.stale' })
    await expect(session.say('Hello?')).rejects.toMatchObject({ code: 'message.session-ended' })
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
