// A right that ends in the moment it is used: either the decision was first, or it is refused. Once the one who took the right away
// has the answer, nothing that used it comes any more.

import { afterAll, beforeAll, expect } from 'vitest'
import { createApiToken, revokeApiToken } from '../../lib/auth/api-tokens.ts'
import { changePerson } from '../../lib/auth/change-person.ts'
import { acceptInvitation } from '../../lib/auth/create-account.ts'
import type { Identity } from '../../lib/auth/identity.ts'
import { invite } from '../../lib/auth/invite.ts'
import { setMember, setProjectTeam, setTeamMember } from '../../lib/projects/change-members.ts'
import { changeProject } from '../../lib/projects/change-project.ts'
import type { Role } from '../../lib/protocol/people.ts'
import { type OpenLog, openLog } from '../../lib/testing/open-log.ts'
import { makeProject } from '../../lib/testing/test-people.ts'
import { codes, eachRound, type Round, told, won } from './rounds.ts'
import { askIn, decisionsIn } from './waiting-session.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

const spread = 15

async function person(role: Role): Promise<Identity> {
  const userId = crypto.randomUUID()
  const email = `${userId}@example.org`
  await log.db.user.create({ data: { id: userId, name: 'Eve', email, role } })
  return { userId, name: 'Eve', email, role, projectIds: [] }
}

/** `take` ends the right. What `who` decided stands only if it was in the log when `take` answered. */
async function decideWhile(round: Round, who: Identity, take: () => Promise<unknown>, code: string) {
  const open = await askIn(log, round.pick('plan', 'command', 'signature'))
  let decidedBefore = 0
  const [decided] = await Promise.all([
    round.wait(spread).then(() => told(open.decide({ decision: 'approve' }, who))),
    round
      .wait(spread)
      .then(take)
      .then(async () => {
        decidedBefore = decisionsIn(await open.events()).length
      }),
  ])
  const decisions = decisionsIn(await open.events())
  expect(decisions.map((one) => one.person.userId)).toEqual(decided.ok ? [who.userId] : [])
  expect(decidedBefore).toBe(decisions.length)
  if (!decided.ok) expect(decided.code).toBe(code)
  await open.check()
}

eachRound('person disabled while deciding', { rounds: 40 }, async (round) => {
  const who = await person('lead')
  await decideWhile(
    round,
    who,
    () => changePerson(log.db, who.userId, { disabled: true }),
    'account.required',
  )
})

eachRound('role taken while deciding', { rounds: 40 }, async (round) => {
  const who = await person('lead')
  who.projectIds.push(log.projectId)
  await setMember(log.db, { projectId: log.projectId, userId: who.userId }, true)
  const take = () => changePerson(log.db, who.userId, { role: 'viewer' })
  await decideWhile(round, who, take, 'session.not-allowed')
})

eachRound('member removed while deciding', { rounds: 40 }, async (round) => {
  const who = await person('engineer')
  who.projectIds.push(log.projectId)
  const { projectId } = log
  const { userId } = who
  if (round.pick(true, false)) {
    await setMember(log.db, { projectId, userId }, true)
    const take = () => setMember(log.db, { projectId, userId }, false)
    await decideWhile(round, who, take, 'session.not-found')
    return
  }
  const { id: teamId } = await log.db.team.create({ data: { name: crypto.randomUUID() } })
  await setTeamMember(log.db, { teamId, userId }, true)
  await setProjectTeam(log.db, { projectId, teamId }, true)
  const take = round.pick(
    () => setTeamMember(log.db, { teamId, userId }, false),
    () => setProjectTeam(log.db, { projectId, teamId }, false),
  )
  await decideWhile(round, who, take, 'session.not-found')
})

eachRound('token revoked while deciding', { rounds: 40 }, async (round) => {
  const owner = await person('lead')
  const { id } = await createApiToken(log.db, owner, { name: 'ci', scopes: ['decide'] })
  const who: Identity = { ...owner, token: { id, name: 'ci', scopes: ['decide'] } }
  await decideWhile(round, who, () => revokeApiToken(log.db, id, () => true), 'account.required')
})

eachRound('project archived while a session starts', { rounds: 40 }, async (round) => {
  const projectId = await makeProject(log.db, crypto.randomUUID())
  const data = { projectId, desiredState: 'Something.', mentions: [], mode: 'plan' as const }
  let before = 0
  const [started] = await Promise.all([
    round.wait(spread).then(() => told(log.send({ type: 'session.create', data } as never))),
    round
      .wait(spread)
      .then(() => changeProject(log.db, projectId, { archived: true }))
      .then(async () => {
        before = await log.db.session.count({ where: { projectId } })
      }),
  ])
  expect(await log.db.session.count({ where: { projectId } })).toBe(before)
  expect(before).toBe(started.ok ? 1 : 0)
  if (!started.ok) expect(started.code).toBe('project.archived')
})

eachRound('settings changed while a session starts', { rounds: 40 }, async (round) => {
  const projectId = await makeProject(log.db, crypto.randomUUID())
  const data = { projectId, desiredState: 'Something.', mentions: [], mode: 'plan' as const }
  const [started] = await Promise.all([
    round.wait(spread).then(() => told(log.send({ type: 'session.create', data } as never))),
    round
      .wait(spread)
      .then(() => changeProject(log.db, projectId, { settings: { requiredSignatures: 2, fixLimit: 7 } })),
  ])
  expect(started.ok).toBe(true)
  const { state } = await log.db.session.findFirstOrThrow({ where: { projectId } })
  const { requiredSignatures, fixLimit } = state as { requiredSignatures: number; fixLimit: number }
  // All of the old or all of the new.
  expect(requiredSignatures === 2).toBe(fixLimit === 7)
})

/** Rounds of the last admin need an installation's people to themselves, so they go one after the other. */
eachRound('two admins demote each other', { rounds: 40, sideBySide: 1 }, async (round) => {
  const everybody = await log.db.user.findMany({ where: { role: 'admin' }, select: { id: true } })
  const [one, other] = [await person('admin'), await person('admin')]
  const others = { id: { in: everybody.map(({ id }) => id) } }
  await log.db.user.updateMany({ where: others, data: { role: 'lead' } })
  try {
    const answers = await Promise.all([
      round.wait(spread).then(() => told(changePerson(log.db, one.userId, { role: 'engineer' }))),
      round.wait(spread).then(() => told(changePerson(log.db, other.userId, { disabled: true }))),
    ])
    expect([won(answers), codes(answers)]).toEqual([1, ['person.last-admin']])
    expect(await log.db.user.count({ where: { role: 'admin', disabledAt: null } })).toBe(1)
  } finally {
    await log.db.user.updateMany({ where: others, data: { role: 'admin' } })
    const both = { id: { in: [one.userId, other.userId] } }
    await log.db.user.updateMany({ where: both, data: { role: 'viewer', disabledAt: new Date() } })
  }
})

eachRound('invitation used twice', {}, async (round) => {
  const email = `${crypto.randomUUID()}@example.org`
  const wish = { email, role: 'engineer' as const, projectIds: [log.projectId] }
  const { token } = await invite(log.db, log.ada, wish)
  const use = (name: string) =>
    round
      .wait(spread)
      .then(() => told(acceptInvitation(log.db, { token, name, password: 'correct horse battery' })))
  const answers = await Promise.all([use('Ann'), use('Ben')])
  expect([won(answers), codes(answers)]).toEqual([1, ['invitation.invalid']])
  const people = await log.db.user.findMany({
    where: { email },
    include: { accounts: true, projectMembers: true },
  })
  expect(people).toMatchObject([{ name: answers[0].ok ? 'Ann' : 'Ben', role: 'engineer' }])
  expect([people[0]!.accounts.length, people[0]!.projectMembers.length]).toEqual([1, 1])
  const used = await log.db.invitation.findFirstOrThrow({ where: { email } })
  expect(used.acceptedBy).toBe(people[0]!.id)
})

eachRound('two invitations for one address', { rounds: 20 }, async (round) => {
  const email = `${crypto.randomUUID()}@example.org`
  const wish = { email, role: 'engineer' as const, projectIds: [] }
  const links = [
    await invite(log.db, log.ada, wish),
    await invite(log.db, log.ada, { ...wish, role: 'lead' }),
  ]
  const answers = await Promise.all(
    links.map(({ token }) =>
      round
        .wait(spread)
        .then(() =>
          told(acceptInvitation(log.db, { token, name: 'Ann', password: 'correct horse battery' })),
        ),
    ),
  )
  expect([won(answers), codes(answers)]).toEqual([1, ['account.exists']])
  expect(await log.db.user.count({ where: { email } })).toBe(1)
})
