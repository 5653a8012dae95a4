// The section "waiting": what 500 sessions that wait for a person cost an installation that does nothing else, against none.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { createDb } from '../../lib/db.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { fold, insertSession } from '../opening/insert-session.ts'
import { readCpu } from '../processes/read-cpu.ts'
import { readTree, sumParts } from '../processes/read-memory.ts'
import { buildFirst, type Installation, signUp, startInstallation } from '../processes/start-installation.ts'
import { figure, type Measured } from '../report/figure.ts'
import { sum, write, writeRatio } from '../report/summarize.ts'
import { waitingSession } from './waiting-session.ts'

const sessions = 500
const settleSeconds = 15
const watchSeconds = 20

type Cost = {
  /** Processor time of all processes, in milliseconds a second. */
  cpu: number
  /** Server and runner; what the database keeps of pages that were written is no cost of waiting. */
  megabytes: number
  connections: number
  jobs: number
  leases: number
}

async function readDatabase(url: string): Promise<Pick<Cost, 'connections' | 'jobs' | 'leases'>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(`SELECT
      (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) AS connections,
      (SELECT count(*)::int FROM pgboss.job WHERE state < 'completed' AND name NOT LIKE '\\_\\_pgboss%') AS jobs,
      (SELECT count(*)::int FROM "RunLease" WHERE "leaseUntil" > clock_timestamp()) AS leases`)
    return rows[0]
  } finally {
    await client.end()
  }
}

async function watch({ pid, databaseUrl }: Installation): Promise<Cost> {
  await pause(settleSeconds * 1000)
  const before = readCpu(pid)
  await pause(watchSeconds * 1000)
  const cpu = (readCpu(pid) - before) / watchSeconds
  const { server, runner } = sumParts(readTree(pid))
  return { cpu, megabytes: sum([server, runner]), ...(await readDatabase(databaseUrl)) }
}

async function insertWaiting(url: string): Promise<void> {
  const db = createDb(url)
  try {
    const user = await db.user.findFirstOrThrow()
    const project = await db.project.findFirstOrThrow()
    const person = { kind: 'person', userId: user.id, name: user.name } as const
    for (let number = 1000; number < 1000 + sessions; number += 1) {
      const target = { sessionId: crypto.randomUUID(), person, number, endsAt: new Date() }
      await insertSession(db, fold(waitingSession(project.id, number), target), target)
    }
  } finally {
    await db.$disconnect()
  }
}

export async function measureWaiting(): Promise<Measured> {
  await buildFirst()
  const folder = createTemporaryFolder()
  try {
    const installation = await startInstallation(`${folder}/installation`)
    try {
      await signUp(installation.address)
      const none = await watch(installation)
      await insertWaiting(installation.databaseUrl)
      const many = await watch(installation)
      return describe(none, many)
    } finally {
      await installation.stop()
    }
  } finally {
    removeTemporaryFolder(folder)
  }
}

function describe(none: Cost, many: Cost): Measured {
  const count = (name: string, key: 'jobs' | 'leases' | 'connections') =>
    figure(`${name}, ${sessions} waiting`, String(many[key]), {
      ratio: `${none[key]} with none waiting`,
      promised: 'no more than with none',
      kept: many[key] <= none[key],
    })
  return {
    how: [
      `One installation, nobody looking. Watched for ${watchSeconds} s with no session, then with ${sessions} whose plan waits for a person,`,
      `each time ${settleSeconds} s after the last thing happened. Their logs are written in bulk; state and rows are the product's own folds.`,
    ],
    figures: [
      count('open jobs', 'jobs'),
      count('leases held', 'leases'),
      count('database connections', 'connections'),
      figure('processor time, none waiting', write(none.cpu, 'ms a second')),
      figure(`processor time, ${sessions} waiting`, write(many.cpu, 'ms a second'), {
        ratio: writeRatio(many.cpu, none.cpu, 'none waiting'),
      }),
      figure('server and runner, none waiting', write(none.megabytes, 'MB')),
      figure(`server and runner, ${sessions} waiting`, write(many.megabytes, 'MB'), {
        ratio: writeRatio(many.megabytes, none.megabytes, 'none waiting'),
      }),
    ],
    notes: [
      'Timers are not counted from outside: one for each session would show as processor time. Two watches of the same thing differ by some percent.',
    ],
  }
}
