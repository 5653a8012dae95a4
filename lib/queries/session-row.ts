// One line about a session, as every list shows it. Plain data that may go to a browser as it is; times are ISO 8601.
import type { Prisma } from '../../prisma/generated/client.ts'
import type { Phase, WaitsFor } from '../domain/session-state.ts'

export const sessionRowSelect = {
  id: true,
  number: true,
  title: true,
  targetBranch: true,
  phase: true,
  waitsFor: true,
  waitsSince: true,
  runStatus: true,
  lastSeq: true,
  createdAt: true,
  updatedAt: true,
  archivedAt: true,
  mergedAt: true,
  project: { select: { id: true, name: true, slug: true } },
  createdBy: { select: { id: true, name: true } },
} satisfies Prisma.SessionSelect

type Selected = Prisma.SessionGetPayload<{ select: typeof sessionRowSelect }>

export type SessionRow = {
  id: string
  number: number
  title: string
  targetBranch: string
  phase: Phase
  waitsFor: WaitsFor | null
  waitsSince: string | null
  /** none, queued, running, parked, finished or failed. */
  runStatus: string
  lastSeq: number
  createdAt: string
  updatedAt: string
  archivedAt: string | null
  mergedAt: string | null
  project: { id: string; name: string; slug: string }
  createdBy: { id: string; name: string }
}

export function toSessionRow(row: Selected): SessionRow {
  const { id, number, title, targetBranch, runStatus, lastSeq, project, createdBy } = row
  return {
    id,
    number,
    title,
    targetBranch,
    phase: row.phase as Phase,
    waitsFor: row.waitsFor as WaitsFor | null,
    waitsSince: row.waitsSince?.toISOString() ?? null,
    runStatus,
    lastSeq,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
    mergedAt: row.mergedAt?.toISOString() ?? null,
    project,
    createdBy,
  }
}
