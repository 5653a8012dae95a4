// Which trees of the project's repository a reader of this session may look at: those that its own events name, no others.
// A repository is shared by all sessions of a project, so a bare object id is never permission enough.

import type { Db } from '../db.ts'
import { Rejection } from '../protocol/rejection.ts'

/** Throws Rejection 'tree.unknown', as for a thing that does not exist, unless events of the session name every tree. */
export async function requireNamedTrees(db: Db, sessionId: string, trees: readonly string[]): Promise<void> {
  // Only the ids leave the database: the events that name them can be large.
  const rows = await db.$queryRaw<{ named: (string | null)[] }[]>`
    SELECT DISTINCT
      ARRAY[data->>'tree', data->>'baseTree', data->>'acceptedTree', data->>'mergedTree'] AS named
    FROM "Event"
    WHERE "sessionId" = ${sessionId}
      AND type IN ('base.resolved', 'snapshot.taken', 'check.started', 'check.finished',
                   'review.opened', 'tree.built', 'merge.finished')`
  const named = new Set(rows.flatMap((row) => row.named))
  if (!trees.every((tree) => named.has(tree)))
    throw new Rejection('tree.unknown', 'This session names no such tree. Open it again from its story.')
}
