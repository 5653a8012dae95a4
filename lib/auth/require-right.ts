// Rights as sentences: each returns nothing or throws the Rejection that the person reads.
import { type Action, can, canAnywhere, rights, type Subject, scopesAllow } from '../domain/can.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { Identity } from './identity.ts'

/** A token acts only for what it was made for. Throws Rejection 'token.scope'. */
export function requireScope(identity: Identity, action: Action): void {
  if (!identity.token || scopesAllow(identity.token.scopes, action)) return
  const needed = rights[action].scope
  throw new Rejection(
    'token.scope',
    needed === 'person'
      ? 'No API token may do this. Sign in and do it yourself.'
      : `The token "${identity.token.name}" was not made for this. Make one with the scope "${needed}".`,
  )
}

/** With a subject: to that one. Without: to something at all, where a list is limited by its query. Throws '….not-allowed'. */
export function requireRight(identity: Identity, action: Action, subject?: Subject): void {
  requireScope(identity, action)
  if (subject ? can(identity, action, subject) : canAnywhere(identity, action)) return
  const noun = action.split('.')[0]
  throw new Rejection(`${noun}.not-allowed`, 'Your role does not allow this. Ask a lead or an admin.')
}

/** As if it did not exist, for who may not see it. Throws Rejection 'project.not-found'. */
export function requireProject(identity: Identity, projectId: string): void {
  if (can(identity, 'project.read', { projectId })) return
  throw new Rejection('project.not-found', 'There is no such project, or it is not yours to see.')
}
