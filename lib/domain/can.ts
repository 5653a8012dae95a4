// Who may do what: one table of action × role, and the scope that an API token needs for each action.
// Pure and total. Every page, route, socket event and commit asks here; nothing else decides about rights.
import type { CommandType } from '../protocol/commands.ts'
import type { Role, Scope } from '../protocol/people.ts'

export type Action =
  | CommandType
  | 'session.read'
  | 'project.read'
  | 'project.create'
  | 'project.configure'
  | 'project.archive'
  | 'project.prepare'
  | 'project.try'
  | 'project.fetch'
  | 'project.share'
  | 'people.read'
  | 'people.change'
  | 'invitation.read'
  | 'invitation.create'
  | 'invitation.revoke'
  | 'team.read'
  | 'team.change'
  | 'token.read'
  | 'token.create'
  | 'token.revoke'
  | 'account.change'
  | 'settings.read'
  | 'settings.change'

export type Actor = { userId: string; role: Role; projectIds: readonly string[] }
/** What the action is about. `role` is the role to be given by an invitation. */
export type Subject = { projectId?: string; createdById?: string; role?: Role }

/** all: anywhere. member: in projects the person belongs to. own: what the person made. below: roles under a lead's. */
type Reach = 'all' | 'member' | 'own' | 'below' | 'none'
/** person: never by a token, whatever its scopes, because it would let a token widen its own rights. */
export type Needed = Scope | 'person'

type Row = { scope: Needed; admin: Reach; lead: Reach; engineer: Reach; viewer: Reach }
const row = (scope: Needed, admin: Reach, lead: Reach, engineer: Reach, viewer: Reach): Row => ({
  scope,
  admin,
  lead,
  engineer,
  viewer,
})
const work = (scope: Needed) => row(scope, 'all', 'all', 'member', 'none')

export const rights: Record<Action, Row> = {
  'session.read': row('read', 'all', 'all', 'member', 'member'),
  'session.create': work('write'),
  'message.post': work('write'),
  'session.rename': work('write'),
  'session.archive': work('write'),
  'session.restore': work('write'),
  'session.cancel': work('write'),
  'run.retry': work('write'),
  'push.request': work('write'),
  // What must pass is part of what is signed, so marking is deciding.
  'check.mark': work('decide'),
  'approval.decide': work('decide'),
  'review.submit': work('decide'),
  'project.read': row('read', 'all', 'all', 'member', 'member'),
  // A project by path reads any repository that the server can read.
  'project.create': row('write', 'all', 'all', 'none', 'none'),
  'project.configure': row('decide', 'all', 'all', 'none', 'none'),
  'project.archive': row('write', 'all', 'all', 'none', 'none'),
  'project.prepare': row('write', 'all', 'all', 'none', 'none'),
  // Trying a project is also the person's approval of its setup command.
  'project.try': work('decide'),
  'project.fetch': work('write'),
  'project.share': row('person', 'all', 'all', 'none', 'none'),
  'people.read': row('read', 'all', 'all', 'all', 'all'),
  'people.change': row('person', 'all', 'none', 'none', 'none'),
  'invitation.read': row('read', 'all', 'all', 'none', 'none'),
  'invitation.create': row('person', 'all', 'below', 'none', 'none'),
  'invitation.revoke': row('person', 'all', 'below', 'none', 'none'),
  'team.read': row('read', 'all', 'all', 'all', 'all'),
  'team.change': row('person', 'all', 'all', 'none', 'none'),
  'token.read': row('person', 'all', 'all', 'all', 'all'),
  'token.create': row('person', 'all', 'all', 'all', 'all'),
  'token.revoke': row('person', 'all', 'own', 'own', 'own'),
  'account.change': row('person', 'own', 'own', 'own', 'own'),
  'settings.read': row('read', 'all', 'all', 'all', 'all'),
  'settings.change': row('person', 'all', 'none', 'none', 'none'),
}

/** True when the person may do it to that subject. An absent `projectId` fails where membership counts. */
export function can(person: Actor, action: Action, subject: Subject = {}): boolean {
  const reach = rights[action][person.role]
  switch (reach) {
    case 'all':
      return true
    case 'none':
      return false
    case 'member':
      return subject.projectId !== undefined && person.projectIds.includes(subject.projectId)
    case 'own':
      return subject.createdById === person.userId
    case 'below':
      return subject.role === 'engineer' || subject.role === 'viewer'
    default:
      return never(reach)
  }
}

/** True when the role allows the action to something: what a list may be asked for, and what a page offers at first. */
export function canAnywhere(person: Actor, action: Action): boolean {
  return rights[action][person.role] !== 'none'
}

/** True when a token with these scopes may be used for the action. */
export function scopesAllow(scopes: readonly Scope[], action: Action): boolean {
  const needed = rights[action].scope
  return needed !== 'person' && scopes.includes(needed)
}

function never(value: never): never {
  throw new Error(`unhandled ${value}`)
}
