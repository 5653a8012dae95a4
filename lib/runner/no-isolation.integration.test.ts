// On a machine without a sandbox everything that runs waits for a click, is granted as the design says, and the job still ends.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginSession, ofType } from '../testing/drive-session.ts'
import { act, addFile, inOrder, playReplies, type Replies, run, words } from '../testing/play-replies.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
let replies: Replies
beforeAll(async () => {
  here = await startInstallation({ plain: true })
  replies = await playReplies()
  await replies.configure(here, 'responses')
})
afterAll(async () => {
  await replies?.close()
  await here?.stop()
})

test('setup and checks are asked once, each command by itself; reading and patching are not', async () => {
  const projectId = await here.addSampleProject({
    setupCommand: 'mkdir -p deps && echo made > deps/stamp',
    outputPaths: ['deps'],
    checks: [{ id: 'one', name: 'One', command: 'cat deps/stamp', report: null }],
    mustPass: [],
  })
  const model = { provider: 'configured' as const, name: 'plain' }
  replies.play(
    'plain',
    inOrder(
      act('I read and add.', { name: 'read_file', arguments: { path: 'README.md' } }, addFile('notes.md')),
      act('I run twice.', run('echo one'), run('echo two')),
      words('Done.'),
    ),
  )
  const session = await beginSession(here, { projectId, mode: 'direct', model })
  const setup = await session.asked('setup')
  await session.decide(setup)
  const checks = await session.asked('checks')
  expect(checks.data.subject).toMatchObject({ commands: ['cat deps/stamp'] })
  expect(ofType(await session.events(), 'check.started')).toEqual([])
  await session.decide(checks)
  const first = await session.asked('command')
  expect(first.data.subject).toMatchObject({ argv: ['/bin/bash', '-c', 'echo one'] })
  expect(first.data.rule).toBe('This machine has no sandbox, so every command waits for a person.')
  await session.decide(first)
  const second = await session.asked('command', first.seq)
  await session.decide(second, { decision: 'deny' })
  await session.acceptAndSign(second.seq)
  const events = await session.events()
  expect(ofType(events, 'approval.requested').map((event) => event.data.subject.kind)).toEqual([
    'setup',
    'checks',
    'command',
    'command',
    'signature',
  ])
  expect(ofType(events, 'tool.finished').map((event) => event.data.outcome)).toEqual([
    'ok',
    'ok',
    'ok',
    'denied',
  ])
  expect(ofType(events, 'check.finished').map((event) => event.data.outcome)).toEqual([
    'passed',
    'passed',
    'passed',
  ])
})
