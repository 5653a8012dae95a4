// Every box is in the database, under its epoch, before its first process starts. Claiming a run kills what older epochs left.

import type { Fence } from '../event-log/record.ts'
import type { BoxIdentity } from '../sandbox/sandbox.ts'
import type { RunnerParts } from './runner-parts.ts'

export function recordBox(
  parts: RunnerParts,
  fence: Pick<Fence, 'sessionId' | 'epoch'>,
): (box: BoxIdentity) => Promise<void> {
  return async (box) => {
    await parts.db.sandboxProcess.create({
      data: { sessionId: fence.sessionId, epoch: fence.epoch, pid: box.pid, startTime: box.startTime },
    })
  }
}

export async function killOlderBoxes(parts: RunnerParts, sessionId: string, epoch: number): Promise<void> {
  const older = await parts.db.sandboxProcess.findMany({ where: { sessionId, epoch: { lt: epoch } } })
  for (const box of older) await parts.sandbox.kill({ pid: box.pid, startTime: box.startTime })
  await parts.db.sandboxProcess.deleteMany({ where: { sessionId, epoch: { lt: epoch } } })
}
