// The conditions that every list carries: a person sees the sessions and projects that `can` lets them read, no others.
// Compare with domain/can.ts; a test holds both together.
import type { Identity } from '../auth/identity.ts'
import { rights } from '../domain/can.ts'

/** Where-clause for Project. */
export function visibleProjects(identity: Identity): { id?: { in: string[] } } {
  return rights['project.read'][identity.role] === 'all' ? {} : { id: { in: identity.projectIds } }
}

/** Where-clause for Session. */
export function visibleSessions(identity: Identity): { projectId?: { in: string[] } } {
  return rights['session.read'][identity.role] === 'all' ? {} : { projectId: { in: identity.projectIds } }
}
