// Sessions that stand where people decide, made by the real writers from recorded facts, without a repository or a runner.
import { digestOf } from '../../lib/auth/decision-mac.ts'
import type { Identity } from '../../lib/auth/identity.ts'
import { asked, fact, usual } from '../../lib/domain/given.ts'
import { readAllEvents } from '../../lib/event-log/read-events.ts'
import { compareWithRows } from '../../lib/event-log/replay.ts'
import type { SessionCommand } from '../../lib/protocol/commands.ts'
import type { Event, EventData, Fact } from '../../lib/protocol/events.ts'
import type { OpenLog } from '../../lib/testing/open-log.ts'

type Decide = Extract<SessionCommand, { type: 'approval.decide' }>['data']

export type Waiting = {
  sessionId: string
  approvalId: string
  digest: string
  send(command: { type: string; data: object }, as?: Identity): Promise<{ seq: number }>
  decide(own: Partial<Decide>, as?: Identity): Promise<{ seq: number }>
  events(): Promise<Event[]>
  /** Fails unless the log, folded from nothing, is what stands in the tables. */
  check(): Promise<void>
}

/** The session goes straight to the diff where no plan is wanted, so that one run may record all of it. */
export async function askIn(
  log: OpenLog,
  kind: 'plan' | 'command' | 'signature',
  required = 1,
): Promise<Waiting> {
  const sessionId = await begin(log, kind === 'plan' ? 'plan' : 'direct')
  const claim = await log.claim(sessionId)
  const approvalId = crypto.randomUUID()
  const { subject } = asked(kind).data
  const digest = digestOf(subject)
  const request = asked(kind, { approvalId, digest, required })
  if (kind === 'signature') {
    await openReview(log, sessionId, claim)
    await submitAll(log, sessionId)
    const second = await log.claim(sessionId, 'two')
    const merged = fact('check.finished', {
      purpose: 'merged',
      tree: 'e'.repeat(40),
      outcome: 'passed',
      counted: [],
    })
    await log.write(second, fact('tree.built'), merged, request, fact('run.parked'))
  } else {
    const facts = kind === 'plan' ? usual.planned.slice(usual.begun.length + 1) : directly
    await log.write(claim, ...facts, request, fact('run.parked'))
  }
  return waiting(log, sessionId, approvalId, digest)
}

const directly: Fact[] = [
  fact('base.resolved'),
  fact('environment.prepared'),
  fact('check.finished', { purpose: 'base' }),
  fact('turn.started', { turnId: 'turn-1', kind: 'implement' }),
]

export type Reviewing = Waiting & { reviewId: string; hunkIds: string[] }

/** A round of hunks waits for its reviewers. */
export async function reviewIn(log: OpenLog): Promise<Reviewing> {
  const sessionId = await begin(log, 'direct')
  const opened = await openReview(log, sessionId, await log.claim(sessionId))
  return { ...waiting(log, sessionId, '', ''), ...opened }
}

async function openReview(
  log: OpenLog,
  sessionId: string,
  claim: Awaited<ReturnType<OpenLog['claim']>>,
): Promise<{ reviewId: string; hunkIds: string[] }> {
  const reviewId = crypto.randomUUID()
  const review = fact('review.opened', { reviewId })
  await log.write(
    claim,
    ...directly,
    fact('turn.ended', { turnId: 'turn-1' }),
    fact('snapshot.taken'),
    fact('check.finished', { outcome: 'passed', counted: [] }),
    review,
    fact('run.parked'),
  )
  await free(log, sessionId)
  return { reviewId, hunkIds: review.data.hunks.map((hunk) => hunk.id) }
}

async function submitAll(log: OpenLog, sessionId: string): Promise<void> {
  const rows = await log.db.hunkDecision.findMany({ where: { sessionId } })
  const decisions = rows.map(({ hunkId }) => ({ hunkId, decision: 'accept' as const }))
  const data = { reviewId: rows[0]!.reviewId, decisions, comments: [], message: '' }
  await log.send({
    type: 'review.submit',
    sessionId,
    data: { ...data, next: 'request-signature' },
  } as never)
}

/** A session that has merged and may be pushed. */
export async function mergedIn(log: OpenLog): Promise<Waiting> {
  const open = await askIn(log, 'signature')
  await free(log, open.sessionId)
  await open.decide({ decision: 'approve' })
  const claim = await log.claim(open.sessionId, 'three')
  await log.write(
    claim,
    fact('merge.started', { approvalId: open.approvalId }),
    fact('merge.finished'),
    fact('run.finished'),
  )
  await free(log, open.sessionId)
  return open
}

async function begin(log: OpenLog, mode: 'plan' | 'direct'): Promise<string> {
  const data = { projectId: log.projectId, desiredState: 'Something good.', mentions: [], mode }
  return (await log.send({ type: 'session.create', data } as never)).sessionId
}

/** As a runner that has parked gives the lease back. */
const free = (log: OpenLog, sessionId: string) =>
  log.db.runLease.update({ where: { sessionId }, data: { owner: null, leaseUntil: null } })

function waiting(log: OpenLog, sessionId: string, approvalId: string, digest: string): Waiting {
  const events = async () => {
    const all: Event[] = []
    for await (const event of readAllEvents(log.db, sessionId)) all.push(event)
    return all
  }
  return {
    sessionId,
    approvalId,
    digest,
    events,
    send: (command, as) => log.send({ ...command, sessionId } as never, as),
    decide: (own, as) => {
      const data = { approvalId, digest, decision: 'approve' as const, reason: '', ...own }
      return log.send({ type: 'approval.decide', sessionId, data } as never, as)
    },
    async check() {
      const differences = await compareWithRows(log.db, sessionId)
      if (differences.length > 0) throw new Error(differences.join('\n'))
    },
  }
}

export const decisionsIn = (events: readonly Event[]): EventData<'approval.decided'>[] =>
  events.flatMap((event) => (event.type === 'approval.decided' ? [event.data] : []))
export const countOf = (events: readonly Event[], type: Event['type']): number =>
  events.filter((event) => event.type === type).length
