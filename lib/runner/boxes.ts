// Every box is in the database, under its epoch, before its first process starts. Claiming a run kills what older epochs left.
// A runner that was taken for dead starts no box: the row is written only while its epoch is the lease's.

import type { Fence } from '../event-log/record.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { BoxIdentity } from '../sandbox/sandbox.ts'
import type { RunnerParts } from './runner-parts.ts'

export function recordBox(
  parts: RunnerParts,
  fence: Pick<Fence, 'sessionId' | 'epoch'>,
): (box: BoxIdentity) => Promise<void> {
  return async (box) => {
    const { sessionId, epoch } = fence
    // The share lock makes a claim wait for this row, so that it finds what it has to kill.
    const written = await parts.db.$executeRaw`
      INSERT INTO "SandboxProcess" (id, "sessionId", epoch, pid, "startTime")
      SELECT ${crypto.randomUUID()}, "sessionId", epoch, ${box.pid}, ${box.startTime}
      FROM "RunLease" WHERE "sessionId" = ${sessionId} AND epoch = ${epoch} FOR SHARE`
    if (written !== 1) throw new Rejection('run.fenced', 'Another runner has taken over this run.')
  }
}

export async function killOlderBoxes(parts: RunnerParts, sessionId: string, epoch: number): Promise<void> {
  const older = await parts.db.sandboxProcess.findMany({ where: { sessionId, epoch: { lt: epoch } } })
  for (const box of older) await parts.sandbox.kill({ pid: box.pid, startTime: box.startTime })
  await parts.db.sandboxProcess.deleteMany({ where: { sessionId, epoch: { lt: epoch } } })
}
