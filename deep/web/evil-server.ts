// The built server with script in every text that it stores, and what it must never tell.
import { afterAll, beforeAll } from 'vitest'
import { invite } from '../../lib/auth/invite.ts'
import { db } from '../../lib/db.ts'
import { claimLease } from '../../lib/event-log/lease.ts'
import { record } from '../../lib/event-log/record.ts'
import { ProjectSettings } from '../../lib/protocol/project.ts'
import { makeAdmin, makeSession, makeToken, type TestPerson } from '../../lib/testing/test-people.ts'
import { type BuiltServer, secrets, startBuiltServer } from './built-server.ts'

export let server: BuiltServer
export let admin: TestPerson
let token: string
export let invitation: string
export const ids = { project: '', session: '' }

/** One text that tries all: an element, an attribute, a script's end, an address, an entity, a template. */
export const evil = (where: string) =>
  `${where} "'><script>hit()</script></script><img src=x onerror=hit()><svg/onload=hit()>[go](javascript:hit()) <a href="javascript:hit()">a</a> &lt;b&gt; \${hit()} {{hit()}} \u202Egnp.exe`

/** For the file of tests that calls it. */
export function holdEvilServer(): void {
  beforeAll(async () => {
    server = await startBuiltServer()
    admin = await makeAdmin(db(), server.url)
    await db().user.update({ where: { id: admin.userId }, data: { name: evil('person') } })
    const project = await db().project.create({
      data: {
        name: evil('project').slice(0, 100),
        slug: 'evil',
        sourceKind: 'path',
        sourceLocation: `/${evil('source')}`,
        status: 'ready',
        statusDetail: evil('status'),
        targetBranch: evil('branch'),
        settings: ProjectSettings.parse({
          setupCommand: evil('setup'),
          checks: [{ id: 'c', name: evil('check').slice(0, 80), command: evil('command'), report: null }],
        }),
      },
    })
    ids.project = project.id
    await db().team.create({ data: { name: evil('team').slice(0, 100) } })
    token = await makeToken(db(), admin, ['read'])
    await db().apiToken.updateMany({ data: { name: evil('token').slice(0, 100) } })
    invitation = (await invite(db(), admin, { email: 'invited@example.org', role: 'viewer', projectIds: [] }))
      .token
    ids.session = await makeSession(
      db(),
      { ...admin, name: evil('person') },
      ids.project,
      evil('desired state'),
    )
    await tellEverything()
  }, 240_000)
  afterAll(async () => {
    await db().$disconnect()
    await server?.stop()
  })
}

/** An agent that puts script wherever its words are shown, up to a plan that waits. */
async function tellEverything(): Promise<void> {
  const { fence } = (await claimLease(db(), ids.session, 'test', 3600))!
  const base = { checkRunId: 'base', purpose: 'base' as const, tree: 't', round: 0 }
  const turnId = 'turn'
  await record(
    db(),
    fence,
    [
      { type: 'check.started', data: { ...base, checks: [] } },
      {
        type: 'check.finished',
        data: {
          ...base,
          outcome: 'passed',
          results: [],
          counted: [],
          ignored: [],
          loosened: null,
          digest: 'd',
        },
      },
      { type: 'turn.started', data: { turnId, kind: 'plan', round: 0, prompt: evil('prompt') } },
      {
        type: 'model.requested',
        data: { requestId: 'r', turnId, attempt: 1, model: evil('model'), shortened: 0 },
      },
      {
        type: 'model.replied',
        data: {
          requestId: 'r',
          text: evil('reply'),
          reasoning: evil('reasoning'),
          encryptedReasoning: null,
          toolCalls: [],
          usage: null,
          costUsd: null,
          finish: 'stop',
          repairs: [evil('repair')],
        },
      },
      {
        type: 'tool.started',
        data: { callId: 'k', turnId, name: 'search', title: evil('call'), approvalId: null },
      },
      {
        type: 'tool.finished',
        data: {
          callId: 'k',
          outcome: 'ok',
          exitCode: 0,
          output: evil('output'),
          durationMs: 1,
          paths: [evil('path')],
        },
      },
      {
        type: 'plan.proposed',
        data: {
          planId: 'p',
          revision: 1,
          summary: evil('summary'),
          steps: [
            {
              id: 's',
              title: evil('step'),
              detail: evil('detail'),
              paths: [evil('file')],
              commands: [evil('command')],
            },
          ],
          editedBy: null,
        },
      },
    ] as Parameters<typeof record>[2],
    crypto.randomUUID(),
  )
}

export const pages: Record<string, () => string> = {
  'what waits': () => '/',
  'all sessions': () => '/sessions',
  'a session': () => `/sessions/${ids.session}`,
  'the plan of a session': () => `/sessions/${ids.session}?tab=plan`,
  'the terminal of a session': () => `/sessions/${ids.session}?tab=terminal`,
  'the checks of a session': () => `/sessions/${ids.session}?tab=checks`,
  'all projects': () => '/projects',
  'adding a project': () => '/projects/new',
  'a project': () => '/projects/evil',
  'describing a state': () => '/projects/evil/new',
  'settings of a project': () => '/projects/evil/settings',
  'people of a project': () => '/projects/evil/people',
  people: () => '/people',
  settings: () => '/settings',
  'a page that is not there': () => '/nothing/here',
  'a session that is not there': () => '/sessions/none',
  'a project that is not there': () => '/projects/none',
  'sign-in': () => '/sign-in',
  'an invitation': () => `/join?token=${invitation}`,
  'an invitation that is not good': () => `/join?token=${encodeURIComponent(evil('token'))}`,
}
export const asStranger = new Set(['sign-in', 'an invitation', 'an invitation that is not good'])

const password = () => decodeURIComponent(new URL(server.databaseUrl).password)
/** Everything that must not be told, with words for a failure that do not tell it. */
export const toldSecrets = (text: string, also: string[] = []) =>
  Object.entries({
    ...secrets,
    'password of the database': password(),
    token,
    cookie: admin.cookie.split(/[=.]/)[2] ?? admin.cookie,
  })
    .filter(([name, secret]) => secret.length > 7 && text.includes(secret) && !also.includes(name))
    .map(([name]) => name)
