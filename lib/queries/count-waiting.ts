// How many sessions wait for this person: the number in the rail and in every page's title.
// The same rule as load-waiting, without loading what is asked.
import type { PrismaClient } from '../../prisma/generated/client.ts'
import type { Identity } from '../auth/identity.ts'
import { can } from '../domain/can.ts'
import type { SessionState } from '../domain/session-state.ts'
import { visibleSessions } from './limit-to-visible.ts'

const most = 100

/** Counts to 100; nobody needs to know more. */
export async function countWaiting(db: PrismaClient, identity: Identity): Promise<number> {
  const rows = await db.session.findMany({
    where: { AND: [visibleSessions(identity), { archivedAt: null, waitsFor: { not: null } }] },
    orderBy: { waitsSince: 'asc' },
    take: 200,
    select: { projectId: true, state: true },
  })
  const mine = rows.filter(({ projectId, state }) => {
    const { approval } = state as unknown as SessionState
    return can(identity, 'approval.decide', { projectId }) && !approval?.approvers.includes(identity.userId)
  })
  return Math.min(mine.length, most)
}
