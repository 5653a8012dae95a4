// The door through which a person changes a session, for socket and HTTP alike. One transaction:
// lock the session → the rights as they are now → seen this commandId? answer as before → can → decide → append.
// Nothing but a Rejection is a "no".
import { digestOf } from '../auth/decision-mac.ts'
import { asPerson, type Identity } from '../auth/identity.ts'
import type { Db } from '../db.ts'
import { type Action, can, scopesAllow } from '../domain/can.ts'
import { type DecideContext, decide } from '../domain/decide.ts'
import type { Command, SessionCommand } from '../protocol/commands.ts'
import { Rejection } from '../protocol/rejection.ts'
import { append, type LockedSession, lockSession } from './append.ts'
import { createSession } from './create-session.ts'
import { holdRights } from './hold-rights.ts'
import { readEvent } from './read-events.ts'
import type { Transaction } from './save-rows.ts'

export type Committed = { sessionId: string; seq: number }

/** Throws Rejection when the answer is no; any other throw means that nothing is known to have happened. */
export function commit(db: Db, command: Command, identity: Identity): Promise<Committed> {
  return db.$transaction(
    (tx) =>
      command.type === 'session.create'
        ? createSession(tx, command, identity)
        : commitInSession(tx, command, identity),
    { maxWait: 10_000, timeout: 20_000 },
  )
}

async function commitInSession(
  tx: Transaction,
  command: SessionCommand,
  identity: Identity,
): Promise<Committed> {
  const session = await lockSession(tx, command.sessionId)
  const notFound = () =>
    new Rejection('session.not-found', 'There is no such session, or it is not yours to see.')
  if (!session) throw notFound()
  const { projectId } = session
  const actors = [identity, await holdRights(tx, identity, projectId)]
  const may = (action: Action) => actors.every((actor) => can(actor, action, { projectId }))
  if (!may('session.read')) throw notFound()
  const seen = await tx.event.findFirst({
    where: { sessionId: session.id, commandId: command.commandId },
    orderBy: { ordinal: 'desc' },
    select: { seq: true, actor: true },
  })
  if (seen) {
    const actor = seen.actor as { userId?: string }
    if (actor.userId !== identity.userId)
      throw new Rejection(
        'command.id-taken',
        'This command id was used by somebody else. Send it with a new one.',
      )
    return { sessionId: session.id, seq: seen.seq }
  }
  if (!may(command.type)) {
    throw new Rejection('session.not-allowed', 'Your role does not allow this. Ask a lead or an admin.')
  }
  if (identity.token && !scopesAllow(identity.token.scopes, command.type)) {
    throw new Rejection(
      'token.scope',
      `The token "${identity.token.name}" was not made for this. Make one with the needed scope.`,
    )
  }
  const facts = decide(session.state, command, await context(tx, session, command, identity))
  const { events } = await append(tx, session, facts, {
    actor: asPerson(identity),
    commandId: command.commandId,
  })
  return { sessionId: session.id, seq: session.lastSeq + events.length }
}

async function context(
  tx: Transaction,
  session: LockedSession,
  command: SessionCommand,
  identity: Identity,
): Promise<DecideContext> {
  const open = session.state.approval
  const requested =
    open && command.type === 'approval.decide' ? await readEvent(tx, session.id, open.requestSeq) : null
  const request = requested?.type === 'approval.requested' ? requested.data : null
  const rows =
    command.type === 'review.submit' && session.state.review
      ? await tx.hunkDecision.findMany({
          where: { sessionId: session.id, reviewId: session.state.review.id },
          orderBy: { position: 'asc' },
          select: { hunkId: true, decision: true },
        })
      : []
  return {
    person: asPerson(identity),
    now: session.now.toISOString(),
    newId: () => crypto.randomUUID(),
    digest: digestOf,
    openSubject: request?.subject ?? null,
    openRule: request && { rule: request.rule, blocks: request.blocks },
    hunks: new Map(rows.map((row) => [row.hunkId, row.decision as 'accept' | 'reject' | null])),
  }
}
