// Jobs, enqueued in the transaction of the event that needs them. Delivery is at least once; the lease makes it harmless.
// Whoever only sends never supervises and never migrates: the runner and bin/ do.
import { fromPrisma, PgBoss } from 'pg-boss'
import { env } from '../env.ts'
import type { Transaction } from './save-rows.ts'

export const queues = { run: 'run', project: 'project', probe: 'probe', storage: 'storage' } as const
export type QueueName = keyof typeof queues

/** A worker that dies stops its heartbeat; the job is then given out again and finds the lease run out. */
export const queueOptions = {
  policy: 'standard',
  notify: true,
  heartbeatSeconds: 10,
  retryLimit: 1000,
  retryDelay: 1,
  expireInSeconds: 86_000,
} as const
export const heartbeatRefreshSeconds = 3

const processWide = globalThis as typeof globalThis & { countersignQueue?: Promise<PgBoss> }

function sender(): Promise<PgBoss> {
  const start = async () => {
    const boss = new PgBoss({
      connectionString: env().databaseUrl,
      max: 1,
      migrate: false,
      supervise: false,
      schedule: false,
    })
    boss.on('error', () => {}) // a sender has no background work whose failure would matter
    await boss.start()
    // Somebody may ask for work before the first runner has started; whoever is first makes the queues.
    for (const name of Object.values(queues)) await boss.createQueue(name, queueOptions)
    return boss
  }
  processWide.countersignQueue ??= start().catch((error: unknown) => {
    processWide.countersignQueue = undefined
    throw error
  })
  return processWide.countersignQueue
}

/** Sends a job inside the transaction. `group` bounds how many of one project run at once. */
async function send(tx: Transaction, queue: QueueName, payload: object, group: string): Promise<void> {
  const boss = await sender()
  await boss.send(queues[queue], payload, { db: fromPrisma(tx), group: { id: group } })
}

/** A run has something to do: raises the lease's wake counter and sends a job. */
export async function enqueueRun(tx: Transaction, sessionId: string, projectId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "RunLease" ("sessionId", wake) VALUES (${sessionId}, 1)
    ON CONFLICT ("sessionId") DO UPDATE SET wake = "RunLease".wake + 1`
  await send(tx, 'run', { sessionId, projectId }, projectId)
}

export async function enqueueProjectJob(tx: Transaction, jobId: string, projectId: string): Promise<void> {
  await send(tx, 'project', { jobId }, projectId)
}

/** Asks a runner to try the model endpoint of the settings; the result is the Setting 'model.probe'. */
export async function enqueueProbe(tx: Transaction): Promise<void> {
  await send(tx, 'probe', {}, 'probe')
}

/** Asks a runner to measure the data directory, or to free what nobody needs; the result is the Setting 'storage'. */
export async function enqueueStorage(tx: Transaction, action: 'measure' | 'free'): Promise<void> {
  await send(tx, 'storage', { action }, 'storage')
}
