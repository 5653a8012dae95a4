// The database client. One pool per process, also where Next bundles this file more than once.
// Sessions are written through event-log/commit only; plain rows may be written where they belong.
import { PrismaPg } from '@prisma/adapter-pg'
import { type Prisma, PrismaClient } from '../prisma/generated/client.ts'
import { env } from './env.ts'
import { logger } from './logger.ts'

export type Db = PrismaClient
/** What `db.$transaction(async (tx) => …)` hands over. */
export type DbTransaction = Prisma.TransactionClient

const poolSize = 10
const idleInTransactionMs = 10_000

/** A client with a pool of its own, connected at its first query. Close it with `$disconnect()`. */
export function createDb(url: string, { connections = poolSize } = {}): Db {
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: connections,
      // A process that is frozen in a transaction must not keep a session locked for longer than it may drive it.
      idle_in_transaction_session_timeout: idleInTransactionMs,
    },
    // A database that restarts cuts idle connections; the pool opens new ones by itself.
    { onPoolError: (error) => logger.warn({ error: error.message }, 'an idle database connection was cut') },
  )
  return new PrismaClient({ adapter })
}

const processWide = globalThis as typeof globalThis & { countersignDb?: Db }

/** The client of this process, for the database of its environment. */
export function db(): Db {
  processWide.countersignDb ??= createDb(env().databaseUrl)
  return processWide.countersignDb
}
