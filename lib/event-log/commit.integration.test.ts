// The door for people, on a real database: once per command, in order, and nothing that could not be read again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestOf, isDecisionAuthentic } from '../auth/decision-mac.ts'
import type { Identity } from '../auth/identity.ts'
import { asked, fact, usual } from '../domain/given.ts'
import type { Event } from '../protocol/events.ts'
import { type OpenLog, openLog } from '../testing/open-log.ts'
import { readBlobText } from './blobs.ts'
import type { Claim } from './lease.ts'
import { type Listener, listen, type Notice } from './listen.ts'
import { readAllEvents, readEvents } from './read-events.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

const message = (sessionId: string, text = 'Hello.') => ({
  type: 'message.post' as const,
  sessionId,
  data: { text, mentions: [], interrupt: false },
})
async function events(sessionId: string): Promise<Event[]> {
  const all: Event[] = []
  for await (const event of readAllEvents(log.db, sessionId)) all.push(event)
  return all
}
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )

/** A session whose plan waits for `required` people, with the digest that its subject really has. */
async function planWaits(
  required = 1,
): Promise<{ sessionId: string; claim: Claim; approvalId: string; digest: string }> {
  const sessionId = await log.begin()
  const claim = await log.claim(sessionId)
  const approvalId = crypto.randomUUID()
  const { subject } = asked('plan').data
  const digest = digestOf(subject)
  await log.write(
    claim,
    ...usual.planned.slice(3),
    asked('plan', { approvalId, digest, required }),
    fact('run.parked'),
  )
  return { sessionId, claim, approvalId, digest }
}
const decide = (open: { sessionId: string; approvalId: string; digest: string }, own: object = {}) => ({
  type: 'approval.decide' as const,
  sessionId: open.sessionId,
  data: {
    approvalId: open.approvalId,
    digest: open.digest,
    decision: 'approve' as const,
    reason: '',
    ...own,
  },
})

describe('the same command again', () => {
  test('has the same answer and one effect', async () => {
    const sessionId = await log.begin()
    const first = await log.send(message(sessionId), log.ada, 'twice')
    await log.send(message(sessionId, 'Something else.'))
    expect(await log.send(message(sessionId), log.ada, 'twice')).toEqual(first)
    expect((await events(sessionId)).filter((event) => event.type === 'message.posted')).toHaveLength(2)
  })

  test('even at the same moment', async () => {
    const sessionId = await log.begin()
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => log.send(message(sessionId), log.ada, 'at once')),
    )
    expect(new Set(answers.map((answer) => answer.seq)).size).toBe(1)
    expect((await events(sessionId)).filter((event) => event.type === 'message.posted')).toHaveLength(1)
  })

  test('a session is created once, however often it is asked for', async () => {
    const data = { projectId: log.projectId, desiredState: 'Once.', mentions: [], mode: 'plan' as const }
    const create = () => log.send({ type: 'session.create', data } as never, log.ada, 'create once')
    const answers = await Promise.all([create(), create(), create()])
    await log.send(message(answers[0]!.sessionId))
    answers.push(await create())
    expect(answers).toEqual(answers.map(() => answers[0]))
    expect(await log.db.session.count({ where: { desiredState: 'Once.' } })).toBe(1)
  })

  test('by somebody else is refused', async () => {
    const sessionId = await log.begin()
    await log.send(message(sessionId), log.ada, 'mine')
    expect(await code(log.send(message(sessionId), log.bob, 'mine'))).toBe('command.id-taken')
  })
})

test('twenty writers at once: every event has its number, without a gap', async () => {
  const sessionId = await log.begin()
  const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`)
  const answers = await Promise.all(texts.map((text) => log.send(message(sessionId, text))))
  const all = await events(sessionId)
  expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => index + 1))
  expect(answers.map((answer) => answer.seq).sort((a, b) => a - b)).toEqual(
    texts.map((_, index) => index + 3),
  )
  expect(
    all
      .slice(2)
      .map((event) => event.type === 'message.posted' && event.data.text)
      .sort(),
  ).toEqual(texts.sort())
})

describe('deciding', () => {
  test('two at once: one wins, the other is told', async () => {
    const open = await planWaits()
    const answers = await Promise.all([
      code(log.send(decide(open), log.ada)),
      code(log.send(decide(open, { decision: 'reject' }), log.bob)),
    ])
    expect(answers.sort()).toEqual(['approval.already-decided', 'done'])
    const decided = (await events(open.sessionId)).filter((event) => event.type === 'approval.decided')
    expect(decided).toHaveLength(1)
  })

  test('two of two at once: both count, and the run goes on once', async () => {
    const open = await planWaits(2)
    await Promise.all([log.send(decide(open), log.ada), log.send(decide(open), log.bob)])
    const all = await events(open.sessionId)
    expect(all.filter((event) => event.type === 'approval.decided')).toHaveLength(2)
    expect(all.filter((event) => event.type === 'run.resumed')).toHaveLength(1)
  })

  test('carries a keyed hash that any change to it breaks', async () => {
    const open = await planWaits()
    await log.send(decide(open, { reason: 'Good.' }))
    const decided = (await events(open.sessionId)).find((event) => event.type === 'approval.decided')
    if (decided?.type !== 'approval.decided') throw new Error('expected a decision')
    const { sessionId, seq, data } = decided
    expect(isDecisionAuthentic(sessionId, seq, data)).toBe(true)
    expect(isDecisionAuthentic(sessionId, seq + 1, data)).toBe(false)
    expect(isDecisionAuthentic('other', seq, data)).toBe(false)
    for (const change of [
      { decision: 'reject' as const },
      { digest: '0'.repeat(64) },
      { reason: 'Bad.' },
      { decidedAt: '2020-01-01T00:00:00.000Z' },
      { approvalId: 'other' },
      { person: { ...data.person, userId: 'bob' } },
      { mac: '' },
    ])
      expect(isDecisionAuthentic(sessionId, seq, { ...data, ...change })).toBe(false)
  })

  test('on what has changed since is refused', async () => {
    const open = await planWaits()
    expect(await code(log.send(decide({ ...open, digest: '0'.repeat(64) })))).toBe('approval.stale')
  })

  test('takes the right, and for a token its own scope', async () => {
    const open = await planWaits()
    const row = { id: 'token-1', userId: 'ada', name: 'ci', scopes: ['decide'], hash: 'hash', hint: 'cs' }
    await log.db.apiToken.create({ data: row })
    const token = (scopes: ('read' | 'write' | 'decide')[]): Identity => ({
      ...log.ada,
      token: { id: 'token-1', name: 'ci', scopes },
    })
    const viewer: Identity = { ...log.bob, role: 'viewer', projectIds: [log.projectId] }
    const stranger: Identity = { ...log.bob, role: 'engineer', projectIds: [] }
    expect(await code(log.send(decide(open), viewer))).toBe('session.not-allowed')
    expect(await code(log.send(decide(open), stranger))).toBe('session.not-found')
    expect(await code(log.send(decide(open), token(['read', 'write'])))).toBe('token.scope')
    await log.send(decide(open), token(['decide']))
    const decided = (await events(open.sessionId)).find((event) => event.type === 'approval.decided')
    expect(decided?.type === 'approval.decided' && decided.data.person).toEqual({
      kind: 'person',
      userId: 'ada',
      name: 'Ada Admin',
      token: { id: 'token-1', name: 'ci' },
    })
  })

  test('an edited plan is approved as it was edited, by its own digest', async () => {
    const open = await planWaits()
    const steps = [{ id: 's', title: 'Do less', detail: '', paths: [], commands: [] }]
    await log.send(decide(open, { edit: { kind: 'plan', summary: 'Shorter.', steps } }))
    const request = (await events(open.sessionId)).findLast((event) => event.type === 'approval.requested')
    if (request?.type !== 'approval.requested') throw new Error('expected a request')
    expect(request.data.subject).toMatchObject({ kind: 'plan', revision: 2, summary: 'Shorter.', steps })
    expect(request.data.digest).toBe(digestOf(request.data.subject))
  })
})

describe('texts', () => {
  test('long ones lie beside the log and are read through it', async () => {
    const sessionId = await log.begin()
    const claim = await log.claim(sessionId)
    const long = `${'ö'.repeat(20_000)}end`
    await log.write(claim, ...usual.planning.slice(3), fact('turn.started', { kind: 'plan', prompt: long }))
    const started = (await events(sessionId)).find((event) => event.type === 'turn.started')
    const prompt = started?.type === 'turn.started' ? started.data.prompt : ''
    if (typeof prompt === 'string') throw new Error('expected a reference')
    expect(prompt).toEqual({ blob: prompt.blob, bytes: 40_003, head: 'ö'.repeat(2_000) })
    expect(await readBlobText(log.db, log.projectId, prompt.blob)).toBe(long)
    expect(await readBlobText(log.db, 'another project', prompt.blob)).toBeNull()
  })

  test('NUL and halves of characters do not break a session', async () => {
    const sessionId = await log.begin()
    await log.send(message(sessionId, 'a\u0000b\ud800c\udc00d😀'))
    const posted = (await events(sessionId)).at(-1)
    expect(posted?.type === 'message.posted' && posted.data.text).toBe('a\u2400b\ufffdc\ufffdd😀')
  })

  test('a fact that could not be read again is not written at all', async () => {
    const sessionId = await log.begin()
    const claim = await log.claim(sessionId)
    const before = (await events(sessionId)).length
    await expect(log.write(claim, fact('base.resolved', { tree: 4 as never }))).rejects.toThrow(
      /expected string/,
    )
    expect(await events(sessionId)).toHaveLength(before)
  })
})

describe('being told', () => {
  let listener: Listener
  afterAll(() => listener?.close())

  test('a notice names the session and how far its log reaches', async () => {
    const sessionId = await log.begin()
    const heard: Notice[] = []
    let tell = () => {}
    await new Promise<void>((connected) => {
      listener = listen(log.url, (notice) => {
        heard.push(notice)
        if (notice.kind === 'reconnected') connected()
        tell()
      })
    })
    const told = new Promise<void>((resolve) => {
      tell = () => {
        if (heard.some((one) => one.kind === 'events' && one.sessionId === sessionId)) resolve()
      }
    })
    const { seq } = await log.send(message(sessionId))
    await told
    expect(heard).toContainEqual({ kind: 'events', sessionId, seq })
  })
})

test('pages of the log: forwards from a place, and the newest before one', async () => {
  const sessionId = await log.begin()
  for (const text of ['a', 'b', 'c']) await log.send(message(sessionId, text))
  const seqs = async (range: Parameters<typeof readEvents>[2]) =>
    (await readEvents(log.db, sessionId, range)).map((event) => event.seq)
  expect(await seqs({ after: 2 })).toEqual([3, 4, 5])
  expect(await seqs({ after: 1, limit: 2 })).toEqual([2, 3])
  expect(await seqs({ before: 5, limit: 2 })).toEqual([3, 4])
  expect(await seqs({ before: 1 })).toEqual([])
})
