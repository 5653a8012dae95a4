// The one command without a session yet: makes the row that it then owns, numbered within its project.
// The session's id follows from person and commandId, so a repeated command finds the same session.
import { createHash } from 'node:crypto'
import { asPerson, type Identity } from '../auth/identity.ts'
import { type Action, can, scopesAllow } from '../domain/can.ts'
import { env } from '../env.ts'
import { cleanText } from '../protocol/clean-text.ts'
import type { CreateSessionCommand } from '../protocol/commands.ts'
import type { Fact } from '../protocol/events.ts'
import { ProjectSettings } from '../protocol/project.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { ModelChoice } from '../protocol/values.ts'
import { append } from './append.ts'
import type { Committed } from './commit.ts'
import { holdRights } from './hold-rights.ts'
import type { Transaction } from './save-rows.ts'

export async function createSession(
  tx: Transaction,
  command: CreateSessionCommand,
  identity: Identity,
): Promise<Committed> {
  const { data } = command
  const id = sessionIdFor(identity.userId, command.commandId)
  const before = await answerAsBefore(tx, id, command.commandId)
  if (before) return before

  // Until the commit nobody archives the project or changes what the session takes from its settings.
  await tx.$queryRaw`SELECT id FROM "Project" WHERE id = ${data.projectId} FOR NO KEY UPDATE`
  // The same command at the same moment waited for that row, and finds the session now.
  const meanwhile = await answerAsBefore(tx, id, command.commandId)
  if (meanwhile) return meanwhile
  const project = await tx.project.findUnique({ where: { id: data.projectId } })
  const actors = [identity, await holdRights(tx, identity, data.projectId)]
  const may = (action: Action) => actors.every((actor) => can(actor, action, { projectId: data.projectId }))
  if (!project || !may('project.read')) {
    throw new Rejection('project.not-found', 'There is no such project, or it is not yours to see.')
  }
  if (!may('session.create')) {
    throw new Rejection(
      'session.not-allowed',
      'Your role does not allow starting sessions here. Ask a lead or an admin.',
    )
  }
  if (identity.token && !scopesAllow(identity.token.scopes, 'session.create')) {
    throw new Rejection(
      'token.scope',
      `The token "${identity.token.name}" was not made for this. Make one with the scope "write".`,
    )
  }
  if (project.archivedAt)
    throw new Rejection('project.archived', 'This project is archived. Restore it to start a session.')
  if (project.status !== 'ready')
    throw new Rejection(
      'project.not-ready',
      'The project is not ready yet. Look at its page for what is missing.',
    )

  const settings = ProjectSettings.parse(project.settings)
  const checks = data.checkIds
    ? settings.checks.filter((check) => data.checkIds?.includes(check.id))
    : settings.checks
  const [numbered] = await tx.$queryRaw<{ number: number; now: Date }[]>`
    UPDATE "Project" SET "nextNumber" = "nextNumber" + 1 WHERE id = ${project.id}
    RETURNING "nextNumber" - 1 AS number, clock_timestamp() AS now`
  const { number, now } = numbered!
  const desiredState = cleanText(data.desiredState).trim()
  if (desiredState === '') throw new Rejection('session.empty', 'Describe the state you want first.')
  const title = cleanText(data.title ?? '').trim() || titleFrom(desiredState)
  const targetBranch = data.targetBranch ?? project.targetBranch
  await tx.session.create({
    data: {
      id,
      projectId: project.id,
      number,
      createdById: identity.userId,
      title,
      desiredState,
      targetBranch,
      phase: 'preparing',
      runStatus: 'none',
      state: {},
      createdAt: now,
      updatedAt: now,
    },
  })
  const facts: Fact[] = [
    {
      type: 'session.created',
      data: {
        projectId: project.id,
        number,
        title,
        desiredState,
        mentions: data.mentions,
        mode: data.mode,
        targetBranch,
        checks,
        model: data.model ?? (await defaultModel(tx)),
        engine: 'builtin',
        fixLimit: settings.fixLimit,
        requiredSignatures: settings.requiredSignatures,
        mustPass: settings.mustPass,
      },
    },
    { type: 'run.queued', data: { runId: crypto.randomUUID(), cause: 'created' } },
  ]
  const locked = { id, projectId: project.id, lastSeq: 0, state: {} as never, now }
  const { events } = await append(tx, locked, facts, {
    actor: asPerson(identity),
    commandId: command.commandId,
  })
  return { sessionId: id, seq: events.length }
}

async function answerAsBefore(
  tx: Transaction,
  sessionId: string,
  commandId: string,
): Promise<Committed | null> {
  const last = await tx.event.findFirst({
    where: { sessionId, commandId },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  return last && { sessionId, seq: last.seq }
}

/** A UUID-shaped name, the same for the same person and command. */
function sessionIdFor(userId: string, commandId: string): string {
  const hex = createHash('sha256').update(`${userId}\n${commandId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The first sentence or line, cut at a word. */
function titleFrom(desiredState: string): string {
  const first = desiredState
    .split(/\n|(?<=[.!?])\s/u)[0]!
    .trim()
    .replace(/[.]$/u, '')
  if (first.length <= 80) return first
  return `${first.slice(0, 78).replace(/\s+\S*$/u, '')}…`
}

/** The endpoint of the settings, else of the environment, else the script. */
async function defaultModel(tx: Transaction): Promise<ModelChoice> {
  const setting = await tx.setting.findUnique({ where: { name: 'model' } })
  const name = (setting?.value as { model?: string } | undefined)?.model ?? env().openai.model
  return name ? { provider: 'configured', name } : { provider: 'scripted', name: 'scripted/bug-fix' }
}
