// Who asks: a signed-in person, or a person through an API token. Made by identify.ts only, never by a client.
import type { Role, Scope } from '../protocol/people.ts'
import type { Person } from '../protocol/values.ts'

export type Identity = {
  userId: string
  name: string
  email: string
  role: Role
  /** Projects of which the person is a member, directly or by a team. Leads and admins see all others too. */
  projectIds: string[]
  /** When this login or token ends by itself, in milliseconds since 1970. */
  goodUntil?: number
  token?: { id: string; name: string; scopes: Scope[] }
}

/** The person as events record them. */
export function asPerson(identity: Identity): Person {
  const { userId, name, token } = identity
  return { kind: 'person', userId, name, ...(token && { token: { id: token.id, name: token.name } }) }
}
