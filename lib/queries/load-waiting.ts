// The home page: what waits for this person, most urgent first; below it what runs and what was signed lately.
// Bounded: nobody answers more than a hundred things at once.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { can } from '../domain/can.ts'
import { commandLine } from '../domain/command-line.ts'
import { urgency } from '../domain/rank-waiting.ts'
import type { SessionState } from '../domain/session-state.ts'
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import type { EventData } from '../protocol/events.ts'
import { visibleSessions } from './limit-to-visible.ts'
import { type SessionRow, sessionRowSelect, toSessionRow } from './session-row.ts'

export type Ask = {
  approvalId: string
  kind: ApprovalSubject['kind']
  digest: string
  /** What would happen, as one text: the plan's summary, the command as executed, the commit message. */
  what: string
  rule: string
  blocks: string
}
export type WaitingRow = SessionRow & { urgency: number; ask: Ask | null }
export type SignedRow = SessionRow & { signers: string[] }
export type Waiting = { forMe: WaitingRow[]; mine: SessionRow[]; team: SessionRow[]; signed: SignedRow[] }

const open = { archivedAt: null, phase: { notIn: ['merged', 'rejected', 'cancelled'] } }
const newest = {
  orderBy: [{ updatedAt: 'desc' as const }, { id: 'desc' as const }],
  select: sessionRowSelect,
}

export async function loadWaiting(
  db: PrismaClient,
  identity: Identity,
  now: Date = new Date(),
): Promise<Waiting> {
  const visible = visibleSessions(identity)
  const [waits, mine, team, merged] = await Promise.all([
    db.session.findMany({
      where: { AND: [visible, { archivedAt: null, waitsFor: { not: null } }] },
      orderBy: { waitsSince: 'asc' },
      take: 200,
      select: { ...sessionRowSelect, state: true },
    }),
    db.session.findMany({
      where: { AND: [visible, open, { createdById: identity.userId }] },
      take: 50,
      ...newest,
    }),
    db.session.findMany({
      where: { AND: [visible, open, { createdById: { not: identity.userId } }] },
      take: 50,
      ...newest,
    }),
    db.session.findMany({
      where: { AND: [visible, { mergedAt: { not: null } }] },
      orderBy: { mergedAt: 'desc' },
      take: 10,
      select: sessionRowSelect,
    }),
  ])
  const mineToAnswer = waits.filter((row) => {
    const state = row.state as SessionState
    const subject = { projectId: row.project.id }
    return can(identity, 'approval.decide', subject) && !state.approval?.approvers.includes(identity.userId)
  })
  const asks = await loadAsks(
    db,
    mineToAnswer.map((row) => ({ sessionId: row.id, state: row.state as SessionState })),
  )
  const forMe = mineToAnswer
    .map((row) => {
      const plain = toSessionRow(row)
      const since = Date.parse(plain.waitsSince ?? plain.updatedAt)
      return {
        ...plain,
        urgency: urgency(plain.waitsFor!, since, now.getTime()),
        ask: asks.get(row.id) ?? null,
      }
    })
    .sort((a, b) => b.urgency - a.urgency)
    .slice(0, 100)
  const asked = new Set(forMe.map((row) => row.id))
  return {
    forMe,
    mine: mine.filter((row) => !asked.has(row.id)).map(toSessionRow),
    team: team.filter((row) => !asked.has(row.id)).map(toSessionRow),
    signed: await withSigners(db, merged.map(toSessionRow)),
  }
}

async function loadAsks(
  db: PrismaClient,
  waits: { sessionId: string; state: SessionState }[],
): Promise<Map<string, Ask>> {
  const requests = waits.flatMap(({ sessionId, state }) =>
    state.approval ? [{ sessionId, seq: state.approval.requestSeq }] : [],
  )
  if (requests.length === 0) return new Map()
  const events = await db.event.findMany({ where: { OR: requests }, select: { sessionId: true, data: true } })
  return new Map(
    events.map((event) => {
      const d = event.data as EventData<'approval.requested'>
      const { approvalId, digest, rule, blocks, subject } = d
      return [
        event.sessionId,
        { approvalId, kind: subject.kind, digest, what: describe(subject), rule, blocks },
      ]
    }),
  )
}

function describe(subject: ApprovalSubject): string {
  switch (subject.kind) {
    case 'plan':
      return subject.summary
    case 'command':
      return commandLine(subject.argv)
    case 'setup':
      return subject.command
    case 'checks':
      return subject.commands.join('\n')
    case 'signature':
      return subject.commitMessage
    default:
      return never(subject)
  }
}

async function withSigners(db: PrismaClient, rows: SessionRow[]): Promise<SignedRow[]> {
  const decided = await db.event.findMany({
    where: { sessionId: { in: rows.map((row) => row.id) }, type: 'approval.decided' },
    orderBy: { seq: 'asc' },
    select: { sessionId: true, data: true },
  })
  const signatures = await db.approval.findMany({
    where: {
      sessionId: { in: rows.map((row) => row.id) },
      kind: 'signature',
      status: { in: ['approved', 'consumed'] },
    },
    select: { id: true },
  })
  const ids = new Set(signatures.map((one) => one.id))
  return rows.map((row) => {
    const names = decided.flatMap((event) => {
      const d = event.data as EventData<'approval.decided'>
      return event.sessionId === row.id && ids.has(d.approvalId) && d.decision === 'approve'
        ? [d.person.name]
        : []
    })
    return { ...row, signers: [...new Set(names)] }
  })
}

function never(value: never): never {
  throw new Error(`unhandled ${value}`)
}
