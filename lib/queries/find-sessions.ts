// The list of sessions: filters, text over titles and desired states, newest activity first, by keyset so that a page
// deep in the list costs what the first one costs.
import type { Prisma, PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { SessionFilters, type SessionStateFilter } from '../protocol/api.ts'
import { Rejection } from '../protocol/rejection.ts'
import { visibleSessions } from './limit-to-visible.ts'
import { type SessionRow, sessionRowSelect, toSessionRow } from './session-row.ts'

/** `nextCursor` goes into the next call's `cursor`; null at the end. Throws Rejection 'list.cursor'. */
export async function findSessions(
  db: PrismaClient,
  identity: Identity,
  filters: SessionFilters = {},
): Promise<{ sessions: SessionRow[]; nextCursor: string | null }> {
  const f = SessionFilters.parse(filters)
  const rows = await db.session.findMany({
    where: {
      AND: [
        visibleSessions(identity),
        f.project ? { projectId: f.project } : {},
        f.person ? { createdById: f.person === 'me' ? identity.userId : f.person } : {},
        inState(f.state),
        f.from ? { updatedAt: { gte: new Date(f.from) } } : {},
        f.to ? { createdAt: { lte: endOf(f.to) } } : {},
        ...words(f.q),
        f.cursor ? after(f.cursor) : {},
      ],
    },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: f.limit + 1,
    select: sessionRowSelect,
  })
  const sessions = rows.slice(0, f.limit).map(toSessionRow)
  const last = sessions.at(-1)
  return { sessions, nextCursor: rows.length > f.limit && last ? cursorOf(last) : null }
}

function inState(state: SessionStateFilter | undefined): Prisma.SessionWhereInput {
  switch (state) {
    case undefined:
      return { archivedAt: null }
    case 'archived':
      return { archivedAt: { not: null } }
    case 'waiting':
      return { archivedAt: null, waitsFor: { not: null } }
    case 'running':
      return { archivedAt: null, waitsFor: null, runStatus: { in: ['queued', 'running'] } }
    case 'failed':
      return { archivedAt: null, runStatus: 'failed' }
    case 'open':
      return { archivedAt: null, phase: { notIn: ['merged', 'rejected', 'cancelled'] } }
    case 'merged':
    case 'rejected':
    case 'cancelled':
      return { archivedAt: null, phase: state }
    default:
      return never(state)
  }
}

/** A day as the end of a range means all of it. */
function endOf(to: string): Date {
  return to.length === 10 ? new Date(Date.parse(to) + 86_400_000 - 1) : new Date(to)
}

function words(q: string | undefined): Prisma.SessionWhereInput[] {
  const found = (q ?? '').replaceAll('\u0000', '').split(/\s+/).filter(Boolean).slice(0, 12)
  return found.map((word) => {
    // Prisma passes LIKE's own wildcards on.
    const match = { contains: word.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const
    return { OR: [{ title: match }, { desiredState: match }] }
  })
}

function cursorOf(row: SessionRow): string {
  return Buffer.from(`${row.updatedAt} ${row.id}`).toString('base64url')
}

function after(cursor: string): Prisma.SessionWhereInput {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  const updatedAt = new Date(at)
  if (Number.isNaN(updatedAt.getTime()) || id === '' || id.includes('\u0000'))
    throw new Rejection('list.cursor', 'This cursor is not one of ours. Start again from the first page.')
  return { OR: [{ updatedAt: { lt: updatedAt } }, { updatedAt, id: { lt: id } }] }
}

function never(value: never): never {
  throw new Error(`unhandled ${value}`)
}
