// The section "append": commits a second through the runner's door, against the least that a durable row costs here: one
// INSERT per transaction. Both are measured in turns, so that what else the machine does weighs on both.
import pg from 'pg'
import type { Identity } from '../../lib/auth/identity.ts'
import { createDb, type Db } from '../../lib/db.ts'
import { claimLease } from '../../lib/event-log/lease.ts'
import { type Fence, record } from '../../lib/event-log/record.ts'
import { makeProject, makeSession } from '../../lib/testing/test-people.ts'
import { figure, type Measured } from '../report/figure.ts'
import { median, write, writeRatio } from '../report/summarize.ts'
import { clock } from '../streaming/token-text.ts'
import { withDatabase } from './with-database.ts'

const rounds = 5
const roundMs = 1000
/** As many as the product's pool has connections; more writers only wait for one. */
const connections = 10
const manySessions = 50

type Rates = { bareOne: number; hot: number; bareMany: number; many: number }

/** Calls `once` again and again from so many loops; resolves how often it was done a second. */
async function rate(loops: number, once: (loop: number) => Promise<unknown>): Promise<number> {
  let done = 0
  const from = clock()
  const loop = async (number: number) => {
    while (clock() - from < roundMs) {
      await once(number)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: loops }, (_, number) => loop(number)))
  return done / ((clock() - from) / 1000)
}

async function openSessions(db: Db, count: number): Promise<Fence[]> {
  const own = { id: crypto.randomUUID(), name: 'Writer', email: 'writer@example.org' }
  await db.user.create({ data: { ...own, role: 'admin' } })
  const person: Identity = { ...own, userId: own.id, role: 'admin', projectIds: [] }
  const projectId = await makeProject(db, 'Append')
  const fences: Fence[] = []
  for (let index = 0; index < count; index += 1) {
    const sessionId = await makeSession(db, person, projectId, `Session ${index}`)
    const { fence } = (await claimLease(db, sessionId, 'bench', 900))!
    const base = { checkRunId: 'base', purpose: 'base', tree: 'tree', outcome: 'passed' } as const
    const nothing = { results: [], counted: [], ignored: [], loosened: null, digest: '' }
    const turn = { turnId: `turn-${index}`, kind: 'plan', round: 0, prompt: 'Plan.' } as const
    await record(
      db,
      fence,
      [
        { type: 'check.finished', data: { ...base, ...nothing } },
        { type: 'turn.started', data: turn },
      ],
      'begin',
    )
    fences.push(fence)
  }
  return fences
}

const call = { name: 'exec_command', title: 'npm test -- --filter tariff', approvalId: null }

async function measure(url: string): Promise<Rates> {
  const db = createDb(url, { connections })
  const pool = new pg.Pool({ connectionString: url, max: connections })
  // The database goes while the pool still closes its connections.
  pool.on('error', () => {})
  try {
    const fences = await openSessions(db, manySessions)
    await pool.query('CREATE TABLE "BenchRow" (id text PRIMARY KEY, data jsonb NOT NULL)')
    const insert = () => {
      const id = crypto.randomUUID()
      const row = JSON.stringify({ ...call, callId: id, turnId: 'turn-0' })
      return pool.query('INSERT INTO "BenchRow" (id, data) VALUES ($1, $2)', [id, row])
    }
    const append = (fence: Fence, turnId: string) => {
      const id = crypto.randomUUID()
      return record(db, fence, [{ type: 'tool.started', data: { ...call, callId: id, turnId } }], id)
    }
    const found: Rates[] = []
    for (let round = 0; round < rounds; round += 1) {
      found.push({
        bareOne: await rate(1, insert),
        hot: await rate(1, () => append(fences[0]!, 'turn-0')),
        bareMany: await rate(connections, insert),
        many: await rate(manySessions, (loop) => append(fences[loop]!, `turn-${loop}`)),
      })
    }
    const middle = (name: keyof Rates) => median(found.map((one) => one[name]))
    return {
      bareOne: middle('bareOne'),
      hot: middle('hot'),
      bareMany: middle('bareMany'),
      many: middle('many'),
    }
  } finally {
    await pool.end()
    await db.$disconnect()
  }
}

export async function measureAppend(): Promise<Measured> {
  const { bareOne, hot, bareMany, many } = await withDatabase(({ url }) => measure(url))
  return {
    how: [
      `Medians of ${rounds} rounds of ${roundMs / 1000} s each, in turns, on one database with full durability. A commit is one`,
      '`record` of one event: lock, fence, fold, event, rows, notice. *Bare* is one INSERT of the same fact per transaction.',
    ],
    figures: [
      figure('bare INSERTs, one writer', write(bareOne, '/s')),
      figure('commits, one hot session, one writer', write(hot, '/s'), {
        ratio: writeRatio(hot, bareOne, 'bare, one writer'),
      }),
      figure(`bare INSERTs, ${connections} writers`, write(bareMany, '/s')),
      figure(`commits, ${manySessions} sessions on ${connections} connections`, write(many, '/s'), {
        ratio: `${writeRatio(many, bareMany, `bare, ${connections} writers`)}; ${writeRatio(many, hot, 'one hot session')}`,
      }),
    ],
    notes: [
      'Nothing is promised here. A commit of a runner is five ways to the database in one transaction (a test counts them), a bare INSERT is one; between them the driver is given the whole state again and makes its queries, which was not profiled apart.',
    ],
  }
}
