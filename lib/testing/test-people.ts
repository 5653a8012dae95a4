// People, a project and a session for tests of rights and of the API, made the way the product makes them.

import { createApiToken } from '../auth/api-tokens.ts'
import { acceptInvitation, createFirstAccount } from '../auth/create-account.ts'
import type { Identity } from '../auth/identity.ts'
import { invite } from '../auth/invite.ts'
import type { Db } from '../db.ts'
import { commit } from '../event-log/commit.ts'
import type { Role, Scope } from '../protocol/people.ts'
import { ProjectSettings } from '../protocol/project.ts'

export const password = 'correct horse battery'
export type TestPerson = Identity & { cookie: string }

/** The first account, which administers. */
export async function makeAdmin(db: Db, url: string): Promise<TestPerson> {
  const account = { name: 'Ada', email: 'ada@example.org', password }
  const { userId } = await createFirstAccount(db, account)
  return signIn(url, { userId, name: account.name, email: account.email, role: 'admin', projectIds: [] })
}

/** Somebody whom the admin invites; the e-mail address follows from the name. */
export async function makePerson(
  db: Db,
  url: string,
  admin: Identity,
  { name, role, projectIds = [] }: { name: string; role: Role; projectIds?: string[] },
): Promise<TestPerson> {
  const email = `${name.toLowerCase()}@example.org`
  const { token } = await invite(db, admin, { email, role, projectIds })
  const { userId } = await acceptInvitation(db, { token, name, password })
  return signIn(url, { userId, name, email, role, projectIds })
}

async function signIn(url: string, identity: Identity): Promise<TestPerson> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: identity.email, password }),
  })
  if (!answer.ok) throw new Error(`sign-in failed: ${answer.status} ${await answer.text()}`)
  return { ...identity, cookie: cookieOf(answer) }
}

/** The Cookie header that a browser would send after this answer. */
export function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(';')))
    .join('; ')
}

export async function makeToken(db: Db, owner: Identity, scopes: Scope[]): Promise<string> {
  return (await createApiToken(db, owner, { name: scopes.join(' ') || 'none', scopes })).token
}

/** A project that is ready, without a repository behind it. */
export async function makeProject(db: Db, name: string): Promise<string> {
  const slug = name.toLowerCase().replaceAll(' ', '-')
  const { id } = await db.project.create({
    data: {
      name,
      slug,
      sourceKind: 'sample',
      sourceLocation: '',
      status: 'ready',
      settings: ProjectSettings.parse({}),
    },
  })
  return id
}

export async function makeSession(
  db: Db,
  person: Identity,
  projectId: string,
  desiredState: string,
): Promise<string> {
  const commandId = crypto.randomUUID()
  const data = { projectId, desiredState, mentions: [], mode: 'plan' as const }
  return (await commit(db, { type: 'session.create', commandId, data }, person)).sessionId
}
