// The runner's process of the streaming bench: the product's buffer, log and fence, with a model that says so many tokens a
// second in every session at once. Tells its parent when each token was said.
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createDb } from '../../lib/db.ts'
import { claimLease } from '../../lib/event-log/lease.ts'
import { createDeltaBuffer } from '../../lib/runner/delta-buffer.ts'
import { usualIntervals } from '../../lib/runner/runner-parts.ts'
import { openSessionLog, type SessionLog } from '../../lib/runner/session-log.ts'
import { clock, splitReplies, textOf, tokenAt } from './token-text.ts'

export type WriteOrder = {
  sessionIds: string[]
  tokensPerSecond: number
  tokens: number
  tokensPerReply: number
}
/** `saidAt` by session and token. */
export type Written = { saidAt: number[][]; cpuMs: number; seconds: number }

const heads = await mkdtemp(join(tmpdir(), 'countersign-heads-'))
process.once('exit', () => rmSync(heads, { recursive: true, force: true }))
const leaseSeconds = 900
const tickMs = 4
const url = process.env.DATABASE_URL!
const db = createDb(url)
const pool = new pg.Pool({ connectionString: url, max: 2 })
pool.on('error', () => {})
let troubles = 0
const deltas = createDeltaBuffer(pool, () => {
  troubles += 1
})

async function begin(sessionId: string): Promise<SessionLog> {
  const claim = await claimLease(db, sessionId, 'bench', leaseSeconds)
  if (!claim) throw new Error(`session ${sessionId} is not free`)
  const log = await openSessionLog(db, claim, deltas, { head: (id) => join(heads, id) }, () => {})
  const run = { checkRunId: 'base', purpose: 'base', tree: 'tree' } as const
  await log.record([
    { type: 'check.started', data: { ...run, round: 0, checks: [] } },
    {
      type: 'check.finished',
      data: { ...run, outcome: 'passed', results: [], counted: [], ignored: [], loosened: null, digest: '' },
    },
    { type: 'turn.started', data: { turnId: `turn-${sessionId}`, kind: 'plan', round: 0, prompt: 'Plan.' } },
  ])
  return log
}

async function say(log: SessionLog, session: number, order: WriteOrder, startAt: number, saidAt: number[]) {
  const { sessionId } = log.fence
  const perTokenMs = 1000 / order.tokensPerSecond
  // Spread within the time of one token, as unconnected models are.
  const begins = startAt + (session / order.sessionIds.length) * perTokenMs
  for (const [number, [from, to]] of splitReplies(session, order.tokens, order.tokensPerReply).entries()) {
    const requestId = `reply-${number}`
    await log.record([
      {
        type: 'model.requested',
        data: { requestId, turnId: `turn-${sessionId}`, attempt: 1, model: 'bench', shortened: 0 },
      },
    ])
    for (let token = from; token < to; ) {
      const due = Math.min(to, Math.floor((clock() - begins) / perTokenMs) + 1)
      for (; token < due; token += 1) {
        deltas.push(log.fence, `${requestId}.text`, tokenAt(session, token))
        saidAt.push(clock())
      }
      if (token < to) await new Promise((resolve) => setTimeout(resolve, tickMs))
    }
    await log.record([
      {
        type: 'model.replied',
        data: {
          requestId,
          text: textOf(session, [from, to]),
          reasoning: '',
          encryptedReasoning: null,
          toolCalls: [],
          usage: null,
          costUsd: null,
          finish: 'stop',
          repairs: [],
        },
      },
    ])
  }
}

async function write(order: WriteOrder, logs: readonly SessionLog[]): Promise<Written> {
  const saidAt = logs.map((): number[] => [])
  const cpuBefore = process.cpuUsage()
  const startAt = clock()
  const flushing = setInterval(() => void deltas.flush(), usualIntervals.flush * 1000)
  await Promise.all(logs.map((log, session) => say(log, session, order, startAt, saidAt[session]!)))
  clearInterval(flushing)
  const { user, system } = process.cpuUsage(cpuBefore)
  if (troubles > 0) throw new Error(`${troubles} flushes failed`)
  return { saidAt, cpuMs: (user + system) / 1000, seconds: (clock() - startAt) / 1000 }
}

process.once('message', async (order: WriteOrder) => {
  const logs: SessionLog[] = []
  for (const sessionId of order.sessionIds) logs.push(await begin(sessionId))
  process.once('message', async () => process.send?.(await write(order, logs)))
  process.send?.('ready')
})
process.once('disconnect', () => process.exit(0))
