// Lists and pages against a real database: filters, the order of pages, and that nobody sees what `can` would refuse.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Identity } from '../auth/identity.ts'
import { db } from '../db.ts'
import { can } from '../domain/can.ts'
import { beginSession, evolve } from '../domain/evolve.ts'
import { commit } from '../event-log/commit.ts'
import { readAllEvents } from '../event-log/read-events.ts'
import { Role } from '../protocol/people.ts'
import { type LiveServer, startLiveServer } from '../testing/live-server.ts'
import { makePerson, makeProject, makeSession, type TestPerson } from '../testing/test-people.ts'
import { findSessions } from './find-sessions.ts'
import { listProjects } from './list-projects.ts'
import { loadSession } from './load-session.ts'
import { loadWaiting } from './load-waiting.ts'

let live: LiveServer
let member: TestPerson
let hidden: string
const titles = async (filters: Parameters<typeof findSessions>[2], identity: Identity = live.admin) =>
  (await findSessions(db(), identity, filters)).sessions.map((session) => session.title)

beforeAll(async () => {
  live = await startLiveServer()
  hidden = await makeProject(db(), 'Hidden')
  member = await makePerson(db(), live.url, live.admin, {
    name: 'Mara',
    role: 'engineer',
    projectIds: [live.projectId],
  })
  await makeSession(db(), live.admin, live.projectId, 'Fix 100% of the rounding errors')
  await makeSession(db(), member, live.projectId, 'Rename snake_case to camelCase')
  await makeSession(db(), live.admin, hidden, 'Secret work')
})
afterAll(() => live?.close())

test('words are found in title and desired state, whatever their case, and wildcards are just characters', async () => {
  expect(await titles({ q: 'ROUNDING fix' })).toEqual(['Fix 100% of the rounding errors'])
  expect(await titles({ q: '100%' })).toEqual(['Fix 100% of the rounding errors'])
  expect(await titles({ q: '%' })).toHaveLength(1)
  expect(await titles({ q: 'e_c' })).toEqual(['Rename snake_case to camelCase'])
  expect(await titles({ q: '\\' })).toEqual([])
  expect(await titles({ q: 'rounding camelCase' })).toEqual([])
})

test('filters go by project, person, state and days', async () => {
  expect(await titles({ project: hidden })).toEqual(['Secret work'])
  expect(await titles({ person: 'me' }, member)).toEqual(['Rename snake_case to camelCase'])
  expect(await titles({ person: member.userId })).toEqual(['Rename snake_case to camelCase'])
  expect(await titles({ state: 'running' })).toHaveLength(3)
  expect(await titles({ state: 'waiting' })).toEqual([])
  const { createdAt } = await db().session.findFirstOrThrow({ where: { projectId: hidden } })
  const day = createdAt.toISOString().slice(0, 10)
  expect(await titles({ project: hidden, from: day, to: day })).toEqual(['Secret work'])
  expect(await titles({ to: '2001-01-01' })).toEqual([])
  expect(await titles({ from: '2999-01-01' })).toEqual([])
})

test('archived sessions are listed only when asked for', async () => {
  const id = await makeSession(db(), live.admin, live.projectId, 'Put away')
  await commit(db(), { type: 'session.archive', commandId: 'archive', sessionId: id, data: {} }, live.admin)
  expect(await titles({})).not.toContain('Put away')
  expect(await titles({ state: 'archived' })).toEqual(['Put away'])
})

test('pages together are the list, each session once, also at equal times', async () => {
  const at = new Date('2026-01-01T00:00:00Z')
  for (let n = 0; n < 7; n += 1) await makeSession(db(), live.admin, hidden, `Same time ${n}`)
  await db().session.updateMany({ where: { title: { startsWith: 'Same time' } }, data: { updatedAt: at } })
  const whole = (await findSessions(db(), live.admin, { project: hidden })).sessions.map(
    (session) => session.id,
  )
  const pages: string[] = []
  let cursor: string | null | undefined
  do {
    const page = await findSessions(db(), live.admin, {
      project: hidden,
      limit: 3,
      ...(cursor ? { cursor } : {}),
    })
    expect(page.sessions.length).toBeLessThanOrEqual(3)
    pages.push(...page.sessions.map((session) => session.id))
    cursor = page.nextCursor
  } while (cursor)
  expect(pages).toEqual(whole)
  expect(whole).toHaveLength(8)
  await expect(findSessions(db(), live.admin, { cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'list.cursor',
  })
})

test('every list and page shows exactly what `can` allows', async () => {
  const sessions = await db().session.findMany({
    where: { archivedAt: null },
    select: { id: true, projectId: true },
  })
  for (const role of Role.options) {
    for (const projectIds of [[], [live.projectId], [hidden]]) {
      const identity: Identity = { ...member, role, projectIds }
      const allowed = sessions
        .filter(({ projectId }) => can(identity, 'session.read', { projectId }))
        .map(({ id }) => id)
      const listed = (await findSessions(db(), identity, { limit: 100 })).sessions.map(({ id }) => id)
      expect(listed.sort()).toEqual(allowed.sort())
      const { forMe, mine, team } = await loadWaiting(db(), identity)
      for (const { id } of [...forMe, ...mine, ...team]) expect(allowed).toContain(id)
      for (const { id } of sessions)
        expect((await loadSession(db(), identity, id)) !== null).toBe(allowed.includes(id))
      const projects = (await listProjects(db(), identity)).map(({ id }) => id)
      for (const id of [live.projectId, hidden])
        expect(projects.includes(id)).toBe(can(identity, 'project.read', { projectId: id }))
    }
  }
})

test('what waits is asked of those who may decide, with what is asked, and no longer of who has answered', async () => {
  const sessionId = await makeSession(db(), member, live.projectId, 'Plan me')
  const runner = await live.startRunner(sessionId)
  const bound = { v: 1 as const, projectId: live.projectId, sessionId, subjectId: 'plan' }
  const subject = { ...bound, kind: 'plan' as const, revision: 1, base: 'b', summary: 'Do it', steps: [] }
  await runner.write({
    type: 'approval.requested',
    data: {
      approvalId: 'a',
      subject,
      digest: 'd',
      required: 2,
      rule: 'Plans are approved',
      blocks: 'the work',
      callId: null,
    },
  })
  const forMe = async (identity: Identity) =>
    (await loadWaiting(db(), identity)).forMe.filter((row) => row.id === sessionId)
  expect(await forMe(live.admin)).toMatchObject([
    {
      waitsFor: 'plan',
      ask: { approvalId: 'a', kind: 'plan', what: 'Do it', rule: 'Plans are approved', blocks: 'the work' },
    },
  ])
  expect(await forMe({ ...member, role: 'viewer' })).toEqual([])
  const { state } = await db().session.findUniqueOrThrow({ where: { id: sessionId } })
  const asked = state as { approval: object }
  await db().session.update({
    where: { id: sessionId },
    data: { state: { ...asked, approval: { ...asked.approval, approvers: [live.admin.userId] } } },
  })
  expect(await forMe(live.admin)).toEqual([])
  expect((await loadWaiting(db(), live.admin)).team.map((row) => row.id)).toContain(sessionId)
})

test('a long session starts at its end, with the landmarks that the page always shows', async () => {
  const sessionId = await makeSession(db(), live.admin, live.projectId, 'A very long story')
  const runner = await live.startRunner(sessionId)
  for (let part = 0; part < 3; part += 1)
    await runner.write(
      ...Array.from({ length: 400 }, (_, n) => ({
        type: 'tool.started' as const,
        data: { callId: `${part}-${n}`, turnId: runner.turnId, name: 'search', title: 't', approvalId: null },
      })),
    )
  const page = (await loadSession(db(), live.admin, sessionId))!
  expect(page.hasOlder).toBe(true)
  expect(page.lastSeq - page.firstSeq).toBeLessThan(600)
  const tail = page.events.filter((event) => event.seq >= page.firstSeq).map((event) => event.seq)
  expect(tail).toEqual(Array.from({ length: page.lastSeq - page.firstSeq + 1 }, (_, n) => page.firstSeq + n))
  expect(page.events[0]?.type).toBe('session.created')
  const log = []
  for await (const event of readAllEvents(db(), sessionId)) log.push(event)
  expect(page.state).toEqual(log.slice(1).reduce(evolve, beginSession(log[0]!)))
})
