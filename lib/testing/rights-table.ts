// Who may use which route and socket event, written by hand beside `can`, so that a slip in one shows against the other.
// Only tests read this.
import type { Needed } from '../domain/can.ts'
import type { ClientSocket } from '../realtime/connection.ts'

export type World = {
  projectId: string
  sessionId: string
  jobId: string
  teamId: string
  invitationId: string
  tokenId: string
  userId: string
}

type Row = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As in the file system. */
  route: string
  url: (world: World) => string
  body?: (world: World) => object
  /** For a route without sign-in: the status that a stranger gets. */
  public?: number
  /** What a token needs. */
  scope?: Needed
  /** A viewer who belongs to the project. */
  viewer?: 'allowed' | 'refused'
  /** An engineer who does not. */
  outsider?: 'allowed' | 'refused' | 'sees nothing'
}

const fill = (route: string) => (world: World) =>
  route
    .replace('/sessions/[id]', `/sessions/${world.sessionId}`)
    .replace('/projects/[id]', `/projects/${world.projectId}`)
    .replace('/teams/[id]', `/teams/${world.teamId}`)
    .replace('/people/[id]', `/people/${world.userId}`)
    .replace('/invitations/[id]', `/invitations/${world.invitationId}`)
    .replace('/tokens/[id]', `/tokens/${world.tokenId}`)
    .replace('[jobId]', world.jobId)
    .replace('[userId]', world.userId)
    .replace('[teamId]', world.teamId)
    .replace('[name]', 'NAME')
    .replace('[sha]', 'a'.repeat(64))

type Rest = Pick<Row, 'viewer' | 'outsider' | 'scope' | 'body'> & { search?: string }
const row = (method: Row['method'], route: string, { search = '', ...rest }: Rest): Row => {
  const path = fill(route)
  return { method, route, url: (world) => `${path(world)}${search}`, ...rest }
}
const open = (method: Row['method'], route: string, url: string, status: number, body: object = {}): Row => ({
  method,
  route,
  url: () => url,
  body: () => body,
  public: status,
})

/** Read by everyone who belongs there. */
const members: Rest = { scope: 'read', viewer: 'allowed', outsider: 'refused' }
const list: Rest = { scope: 'read', viewer: 'allowed', outsider: 'sees nothing' }
const everyone: Rest = { scope: 'read', viewer: 'allowed', outsider: 'allowed' }
const ownOnly: Rest = { scope: 'person', viewer: 'allowed', outsider: 'allowed' }
const leads = (scope: Needed): Rest => ({ scope, viewer: 'refused', outsider: 'refused' })
const tree = 'a'.repeat(40)

export const rightsTable: Row[] = [
  // No runner beats where only routes are served.
  open('GET', '/api/health', '/api/health', 503),
  open('GET', '/api/auth/[...all]', '/api/auth/get-session', 200),
  open('POST', '/api/auth/[...all]', '/api/auth/sign-up/email', 404, {
    email: 'x@example.org',
    name: 'X',
    password: 'long enough',
  }),
  open('POST', '/api/account/first', '/api/account/first', 409, {
    name: 'X',
    email: 'x@example.org',
    password: 'long enough',
  }),
  open('POST', '/api/account/join', '/api/account/join', 409, {
    token: 'x',
    name: 'X',
    password: 'long enough',
  }),
  row('PATCH', '/api/account', { ...ownOnly, body: () => ({ name: 'New' }) }),
  row('POST', '/api/commands', {
    ...leads('write'),
    body: ({ sessionId }) => ({
      type: 'message.post',
      commandId: crypto.randomUUID(),
      sessionId,
      data: { text: 'x' },
    }),
  }),
  row('GET', '/api/waiting', list),
  row('GET', '/api/sessions', list),
  row('GET', '/api/sessions/[id]', members),
  row('GET', '/api/sessions/[id]/events', members),
  row('GET', '/api/sessions/[id]/log', members),
  row('GET', '/api/sessions/[id]/blobs/[sha]', { ...members, search: '?seq=1' }),
  row('GET', '/api/sessions/[id]/changes', { ...members, search: `?from=${tree}&to=${tree}` }),
  row('GET', '/api/sessions/[id]/file', { ...members, search: `?tree=${tree}&path=a` }),
  row('GET', '/api/projects', list),
  row('POST', '/api/projects', {
    ...leads('write'),
    body: () => ({ name: 'New', source: { kind: 'sample' } }),
  }),
  row('GET', '/api/projects/[id]', members),
  row('PATCH', '/api/projects/[id]', { ...leads('decide'), body: () => ({ name: 'New' }) }),
  row('DELETE', '/api/projects/[id]', leads('write')),
  row('POST', '/api/projects/[id]/jobs', { ...leads('decide'), body: () => ({ kind: 'try' }) }),
  row('GET', '/api/projects/[id]/jobs/[jobId]', members),
  row('GET', '/api/projects/[id]/files', members),
  row('GET', '/api/projects/[id]/branches', members),
  row('PUT', '/api/projects/[id]/secrets/[name]', { ...leads('decide'), body: () => ({ value: 'x' }) }),
  row('DELETE', '/api/projects/[id]/secrets/[name]', leads('decide')),
  row('PUT', '/api/projects/[id]/members/[userId]', leads('person')),
  row('DELETE', '/api/projects/[id]/members/[userId]', leads('person')),
  row('PUT', '/api/projects/[id]/teams/[teamId]', leads('person')),
  row('DELETE', '/api/projects/[id]/teams/[teamId]', leads('person')),
  row('GET', '/api/people', list),
  row('PATCH', '/api/people/[id]', { ...leads('person'), body: () => ({ role: 'admin' }) }),
  row('GET', '/api/invitations', leads('read')),
  row('POST', '/api/invitations', {
    ...leads('person'),
    body: () => ({ email: 'y@example.org', role: 'viewer', projectIds: [] }),
  }),
  row('DELETE', '/api/invitations/[id]', leads('person')),
  row('GET', '/api/teams', list),
  row('POST', '/api/teams', { ...leads('person'), body: () => ({ name: 'New' }) }),
  row('PATCH', '/api/teams/[id]', { ...leads('person'), body: () => ({ name: 'New' }) }),
  row('DELETE', '/api/teams/[id]', leads('person')),
  row('PUT', '/api/teams/[id]/members/[userId]', leads('person')),
  row('DELETE', '/api/teams/[id]/members/[userId]', leads('person')),
  row('GET', '/api/tokens', ownOnly),
  row('POST', '/api/tokens', { ...ownOnly, body: () => ({ name: 'New' }) }),
  // Another person's token is answered like one that does not exist.
  row('DELETE', '/api/tokens/[id]', { scope: 'person', outsider: 'refused' }),
  row('GET', '/api/settings/model', everyone),
  row('PUT', '/api/settings/model', {
    ...leads('person'),
    body: () => ({ baseUrl: 'http://localhost:1/v1', model: 'm' }),
  }),
  row('DELETE', '/api/settings/model', leads('person')),
  row('POST', '/api/settings/model/try', leads('person')),
  row('GET', '/api/settings/installation', everyone),
  row('GET', '/api/settings/storage', everyone),
  row('POST', '/api/settings/storage', { ...leads('person'), body: () => ({ action: 'measure' }) }),
]

type Said = { ok: boolean; code?: string }
type SocketRow = {
  event: 'open' | 'close' | 'command'
  what: string
  say: (socket: ClientSocket, world: World, done: (answer: Said) => void) => void
  scope: Needed
  viewer: string
  outsider: string
  withoutScope: string
  admin: string
}

export const socketTable: SocketRow[] = [
  {
    event: 'open',
    what: 'follow a session',
    say: (socket, { sessionId }, done) => socket.emit('open', { sessionId, afterSeq: 0, items: [] }, done),
    scope: 'read',
    viewer: 'ok',
    outsider: 'session.not-found',
    withoutScope: 'token.scope',
    admin: 'ok',
  },
  {
    // Closing shows and changes nothing; whoever was admitted may say it.
    event: 'close',
    what: 'follow no longer',
    say: (socket, { sessionId }, done) => {
      socket.emit('close', sessionId)
      done({ ok: true })
    },
    scope: 'read',
    viewer: 'ok',
    outsider: 'ok',
    withoutScope: 'ok',
    admin: 'ok',
  },
  {
    event: 'command',
    what: 'write',
    say: (socket, { sessionId }, done) =>
      socket.emit(
        'command',
        {
          type: 'message.post',
          commandId: crypto.randomUUID(),
          sessionId,
          data: { text: 'x', mentions: [], interrupt: false },
        },
        done,
      ),
    scope: 'write',
    viewer: 'session.not-allowed',
    outsider: 'session.not-found',
    withoutScope: 'token.scope',
    admin: 'ok',
  },
  {
    event: 'command',
    what: 'decide',
    say: (socket, { sessionId }, done) =>
      socket.emit(
        'command',
        {
          type: 'check.mark',
          commandId: crypto.randomUUID(),
          sessionId,
          data: { name: 'a test', treatment: 'ignore' },
        },
        done,
      ),
    scope: 'decide',
    viewer: 'session.not-allowed',
    outsider: 'session.not-found',
    withoutScope: 'token.scope',
    admin: 'ok',
  },
]
