import { expect, test } from 'vitest'
import { Role, Scope } from '../protocol/people.ts'
import { type Action, can, canAnywhere, rights, type Subject, scopesAllow } from './can.ts'

const actions = Object.keys(rights) as Action[]
const person = (role: Role, projectIds: string[] = []) => ({ userId: 'me', role, projectIds })
/** Actions that a role has for a subject, in the table's order. */
const allowed = (role: Role, subject?: Subject, projectIds?: string[]) =>
  actions.filter((action) => can(person(role, projectIds), action, subject))

test('a viewer reads the projects they belong to, and changes only what is their own', () => {
  expect(allowed('viewer', { projectId: 'p' }, ['p'])).toEqual([
    'session.read',
    'project.read',
    'people.read',
    'team.read',
    'token.read',
    'token.create',
    'settings.read',
  ])
  expect(allowed('viewer', { createdById: 'me' })).toContain('token.revoke')
  expect(allowed('viewer', { createdById: 'other' })).not.toContain('token.revoke')
})

test('an engineer works and decides in their own projects, and nowhere else', () => {
  const work: Action[] = ['session.create', 'message.post', 'approval.decide', 'review.submit', 'project.try']
  expect(allowed('engineer', { projectId: 'p' }, ['p'])).toEqual(expect.arrayContaining(work))
  for (const action of [...work, 'session.read', 'project.read'] as Action[]) {
    expect(can(person('engineer', ['q']), action, { projectId: 'p' })).toBe(false)
    expect(can(person('engineer', ['p']), action)).toBe(false)
  }
  expect(allowed('engineer', { projectId: 'p' }, ['p'])).not.toContain('project.configure')
})

test('a lead has every project and invites those below; people and settings are the admin’s', () => {
  const lacks = actions.filter(
    (action) => !can(person('lead'), action, { projectId: 'p', createdById: 'me', role: 'engineer' }),
  )
  expect(lacks).toEqual(['people.change', 'settings.change'])
  for (const role of Role.options)
    expect(can(person('lead'), 'invitation.create', { role })).toBe(role === 'engineer' || role === 'viewer')
})

test('an admin may everything', () => {
  expect(allowed('admin', { projectId: 'p', createdById: 'me', role: 'admin' })).toEqual(actions)
})

test('nobody has a right that a higher role lacks', () => {
  const order: Role[] = ['viewer', 'engineer', 'lead', 'admin']
  const subject: Subject = { projectId: 'p', createdById: 'me', role: 'viewer' }
  for (const [lower, higher] of [
    [0, 1],
    [1, 2],
    [2, 3],
  ] as const)
    expect(allowed(order[higher]!, subject, ['p'])).toEqual(
      expect.arrayContaining(allowed(order[lower]!, subject, ['p'])),
    )
})

test('a token that reads and writes neither decides nor widens its own rights', () => {
  for (const action of [
    'approval.decide',
    'review.submit',
    'check.mark',
    'project.try',
    'project.configure',
  ] as const) {
    expect(scopesAllow(['read', 'write'], action)).toBe(false)
    expect(scopesAllow(['decide'], action)).toBe(true)
  }
  for (const action of [
    'token.create',
    'people.change',
    'invitation.create',
    'project.share',
    'settings.change',
  ] as const)
    expect(scopesAllow(Scope.options, action)).toBe(false)
  expect(scopesAllow(['write'], 'session.read')).toBe(false)
})

test('what a role may somewhere is offered, what it may nowhere is not', () => {
  expect(canAnywhere(person('engineer'), 'session.create')).toBe(true)
  expect(canAnywhere(person('viewer'), 'session.create')).toBe(false)
})
