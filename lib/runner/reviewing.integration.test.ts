// From review to merge: decisions that reach the agent, signatures of several people, branches that move, conflicts, pushing.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readGit } from '../git/run-git.ts'
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
beforeAll(async () => {
  here = await startInstallation()
  replies = await playReplies()
  await replies.configure(here, 'responses')
})
afterAll(async () => {
  await replies?.close()
  await here?.stop()
})

const begin = (projectId: string, name: string, script: Script): Promise<Drive> => {
  replies.play(name, script)
  return beginSession(here, { projectId, mode: 'direct', model: { provider: 'configured', name } })
}
const plain = (settings = {}) => here.addSampleProject({ checks: [], mustPass: [], ...settings })
const sentTo = (name: string) => JSON.stringify(replies.requests(name).at(-1)?.body)
const git = (projectId: string, ...args: string[]) =>
  readGit({ gitDir: here.parts.folders.repository(projectId) }, args)
const two = act('Two files.', addFile('one.txt'), addFile('two.txt'))

/** Somebody commits to the project's own repository meanwhile. */
async function commitAtSource(projectId: string, path: string, text: string): Promise<string> {
  const { sourceLocation } = await here.db.project.findUniqueOrThrow({ where: { id: projectId } })
  const identity = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org']
  const at = (args: string[], input?: string) =>
    execFileSync('git', ['-C', sourceLocation, ...identity, ...args], {
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
    }).trim()
  const blob = at(['hash-object', '-w', '--stdin'], text)
  at(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`])
  at(['commit', '--quiet', '--no-verify', '-m', `Change ${path}`])
  return at(['rev-parse', 'HEAD'])
}

test('what was rejected and said reaches the agent as one message, and decisions on hunks that stayed carry over', async () => {
  const projectId = await plain()
  const session = await begin(
    projectId,
    'send-back',
    inOrder(two, words('Done.'), act('I undo it.', patch('*** Delete File: two.txt')), words('Undone.')),
  )
  const first = await session.reviewed()
  const [one, other] = first.data.hunks
  await session.submit(first, {
    decisions: [
      { hunkId: one!.id, decision: 'accept' },
      { hunkId: other!.id, decision: 'reject', reason: 'Not needed.' },
    ],
    comments: [{ commentId: 'c1', path: 'one.txt', side: 'new', line: 1, text: 'Why this name?' }],
    message: 'Nearly there.',
    next: 'send-back',
  })
  const turn = await session.waitFor('turn.started', first.seq)
  const second = await session.reviewed(first.seq)
  expect(turn.data.kind).toBe('revise')
  const json = /\{[\s\S]*\}/.exec(String(turn.data.prompt))![0]
  expect(JSON.parse(json)).toEqual({
    reviewers: ['Ada Admin'],
    message: 'Nearly there.',
    rejected: [{ file: 'two.txt', lines: '1-1', change: '+new', reason: 'Not needed.' }],
    accepted: [{ file: 'one.txt', lines: '1-1' }],
    comments: [{ file: 'one.txt', side: 'new', line: 1, text: 'Why this name?' }],
  })
  expect(sentTo('send-back')).toContain('The review was sent back.')
  expect(second.data).toMatchObject({
    revision: 2,
    hunks: [{ id: one!.id, path: 'one.txt', decision: 'accept' }],
  })
  // What was accepted before need not be decided again.
  await session.submit(second, { decisions: [] })
  const signature = await session.asked('signature', second.seq)
  expect(ofType(await session.events(), 'tree.built').at(-1)?.data).toMatchObject({
    accepted: 1,
    rejected: 0,
  })
  await session.decide(signature)
  await session.waitFor('merge.finished')
})

test('what was rejected before and came back unchanged is told again, with its reason', async () => {
  const projectId = await plain()
  const session = await begin(
    projectId,
    'again',
    inOrder(two, words('Done.'), words('I like it.'), words('Hm.')),
  )
  const first = await session.reviewed()
  const [, other] = first.data.hunks
  const decisions = [{ hunkId: other!.id, decision: 'reject' as const, reason: 'Not needed.' }]
  await session.submit(first, { decisions, next: 'send-back' })
  const second = await session.reviewed(first.seq)
  await session.submit(second, { decisions: [], next: 'send-back' })
  const turn = await session.waitFor('turn.started', second.seq)
  expect(JSON.parse(/\{[\s\S]*\}/.exec(String(turn.data.prompt))![0])).toMatchObject({
    rejected: [{ file: 'two.txt', lines: '1-1', change: '+new', reason: 'Not needed.' }],
    accepted: [],
  })
})

test('an undecided hunk blocks the signature; what is rejected does not merge', async () => {
  const projectId = await plain()
  const session = await begin(projectId, 'partly', inOrder(two, words('Done.')))
  const review = await session.reviewed()
  const [one, other] = review.data.hunks
  const decisions = [{ hunkId: one!.id, decision: 'accept' as const }]
  await expect(session.submit(review, { decisions })).rejects.toMatchObject({ code: 'review.undecided' })
  await session.submit(review, { decisions, next: 'keep' })
  await session.submit(review, { decisions: [{ hunkId: other!.id, decision: 'reject' }] })
  await session.decide(await session.asked('signature'))
  const merged = await session.waitFor('merge.finished')
  const names = await git(projectId, 'ls-tree', '--name-only', merged.data.commit)
  expect(names.split('\n')).toContain('one.txt')
  expect(names.split('\n')).not.toContain('two.txt')
})

test('two signatures are of two people, and the merge names both', async () => {
  const projectId = await plain({ requiredSignatures: 2 })
  const grace = await here.addPerson('Grace Lead', 'lead')
  const session = await begin(projectId, 'two-people', inOrder(two, words('Done.')))
  const review = await session.reviewed()
  await session.submit(review)
  const signature = await session.asked('signature')
  await session.decide(signature)
  await expect(session.decide(signature)).rejects.toMatchObject({ code: 'approval.already-yours' })
  expect(ofType(await session.events(), 'merge.started')).toEqual([])
  await session.decide(signature, {}, grace)
  const merged = await session.waitFor('merge.finished')
  const text = await git(projectId, 'log', '-1', '--format=%B', merged.data.commit)
  expect(text).toContain('Reviewed-by: Ada Admin')
  expect(text).toContain('Reviewed-by: Grace Lead')
})

describe('the branch moves between asking and signing', () => {
  test('elsewhere: built, checked and asked again, and what merges has both', async () => {
    const projectId = await plain()
    const session = await begin(projectId, 'moved', inOrder(two, words('Done.')))
    await session.submit(await session.reviewed())
    const first = await session.asked('signature')
    const head = await commitAtSource(projectId, 'three.txt', 'theirs\n')
    await session.decide(first)
    const moved = await session.waitFor('base.moved', first.seq)
    expect(moved.data.to).toBe(head)
    const second = await session.asked('signature', first.seq)
    if (second.data.subject.kind !== 'signature') throw new Error('expected a signature')
    expect(second.data.subject.targetHead).toBe(head)
    await session.decide(second, { edit: { kind: 'signature', commitMessage: 'Words of my own' } })
    const merged = await session.waitFor('merge.finished', second.seq)
    expect(merged.data).toMatchObject({ tree: second.data.subject.mergedTree })
    expect(merged.data.parents[0]).toBe(head)
    expect(await git(projectId, 'log', '-1', '--format=%s', merged.data.commit)).toBe('Words of my own')
    const names = (await git(projectId, 'ls-tree', '--name-only', merged.data.commit)).split('\n')
    expect(names).toEqual(expect.arrayContaining(['one.txt', 'two.txt', 'three.txt']))
    const approval = await here.db.approval.findUniqueOrThrow({ where: { id: first.data.approvalId } })
    expect(approval.status).toBe('voided')
  })

  test('in the same lines: the conflict goes to the people, who can send it back', async () => {
    const projectId = await plain()
    const session = await begin(projectId, 'conflict', inOrder(two, words('Done.')))
    const review = await session.reviewed()
    await commitAtSource(projectId, 'one.txt', 'theirs\n')
    await session.submit(review)
    const conflict = await session.waitFor('merge.conflicted')
    expect(conflict.data.paths).toEqual(['one.txt'])
    await session.waitFor('run.parked', conflict.seq)
    await session.submit(review, { decisions: [], message: 'Somebody else has one.txt.', next: 'send-back' })
    await session.waitFor('turn.started', conflict.seq)
    await session.cancel()
  })
})

test('a signature that is declined opens the review again', async () => {
  const projectId = await plain()
  const session = await begin(projectId, 'declined', inOrder(two, words('Done.')))
  const review = await session.reviewed()
  await session.submit(review)
  const signature = await session.asked('signature')
  await session.decide(signature, { decision: 'reject', reason: 'One more look.' })
  await session.submit(review, { decisions: [{ hunkId: review.data.hunks[0]!.id, decision: 'reject' }] })
  const again = await session.asked('signature', signature.seq)
  await session.decide(again)
  await session.waitFor('merge.finished')
  expect(ofType(await session.events(), 'tree.built').at(-1)?.data).toMatchObject({
    accepted: 1,
    rejected: 1,
  })
})

test('merged work is pushed when somebody asks, also into a repository by path', async () => {
  const projectId = await plain()
  const session = await begin(projectId, 'push', inOrder(two, words('Done.')))
  const { merged } = await session.acceptAndSign()
  await here.send({ type: 'push.request', sessionId: session.sessionId, data: { toTarget: false } })
  const pushed = await session.waitFor('push.finished')
  expect(pushed.data.outcome).toBe('pushed')
  const { sourceLocation } = await here.db.project.findUniqueOrThrow({ where: { id: projectId } })
  const ref = `refs/heads/countersign/${session.sessionId}`
  const there = execFileSync('git', ['-C', sourceLocation, 'rev-parse', ref], { encoding: 'utf8' })
  expect(there.trim()).toBe(merged.data.commit)
  await session.waitFor('run.finished', pushed.seq)
  await here.send({ type: 'push.request', sessionId: session.sessionId, data: { toTarget: true } })
  // The sample has its target branch checked out, so git's own rule keeps it; the sentence says so.
  const refused = await session.waitFor('push.finished', pushed.seq)
  expect(refused.data.outcome).toBe('failed')
  expect(refused.data.message).toContain('refs/heads/main')
})

test('a change of nothing has nothing to review, and a message goes on from there', async () => {
  const projectId = await plain()
  const session = await begin(
    projectId,
    'nothing',
    inOrder(words('There is nothing to do.'), two, words('Done.')),
  )
  const empty = await session.reviewed()
  expect(empty.data.hunks).toEqual([])
  await expect(session.submit(empty)).rejects.toMatchObject({ code: 'review.nothing-accepted' })
  await session.say('There is: add two files.')
  expect((await session.reviewed(empty.seq)).data.hunks).toHaveLength(2)
})
