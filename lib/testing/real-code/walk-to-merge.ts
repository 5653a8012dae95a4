// A person who takes a session from its description to the merge: allows the setup, approves the plan, decides each hunk, signs.
// Acts only while the session waits for a person; a session that stops for another reason ends the test with its log.
import type { Event } from '../../protocol/events.ts'
import type { Installation } from '../start-installation.ts'

export type Walk = {
  projectId: string
  desiredState: string
  model: string
  /** While the plan waits for its decision. */
  whilePlanWaits?: () => Promise<void>
  /** Hunks that are rejected, by file; all others are accepted. */
  rejects?: (path: string) => boolean
}

/** All events of the session, which is over. */
export async function walkToMerge(here: Installation, walk: Walk): Promise<Event[]> {
  const { projectId, desiredState, model } = walk
  const { sessionId } = await here.send({
    type: 'session.create',
    data: {
      projectId,
      desiredState,
      mentions: [],
      mode: 'plan',
      model: { provider: 'configured', name: model },
    },
  })
  for (let seen = 0; ; ) {
    const events = await untilItStops(here, sessionId, seen)
    if (events.at(-1)?.type === 'run.finished') return events
    seen = events.length
    await decide(here, sessionId, events, walk)
  }
}

/** The log once it ends in something that waits or is over, after `seen` events. Real installs and builds take their time. */
async function untilItStops(here: Installation, sessionId: string, seen: number): Promise<Event[]> {
  const until = Date.now() + 120_000
  for (;;) {
    const events = await here.events(sessionId)
    const last = events.length > seen ? events.at(-1) : undefined
    if (last?.type === 'run.finished' || (last?.type === 'run.parked' && last.data.reason.kind === 'person'))
      return events
    if (last?.type === 'run.failed' || last?.type === 'run.parked' || Date.now() > until)
      throw new Error(`The session went no further.\n${events.map(line).join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function decide(here: Installation, sessionId: string, events: readonly Event[], walk: Walk) {
  const closed = new Set(
    events.flatMap((event) =>
      event.type === 'approval.decided' || event.type === 'approval.voided' ? [event.data.approvalId] : [],
    ),
  )
  const open = events.findLast(
    (event) => event.type === 'approval.requested' && !closed.has(event.data.approvalId),
  )
  if (open?.type === 'approval.requested') {
    const { approvalId, digest, subject } = open.data
    if (subject.kind === 'plan') await walk.whilePlanWaits?.()
    await here.send({
      type: 'approval.decide',
      sessionId,
      data: { approvalId, digest, decision: 'approve', reason: '' },
    })
    return
  }
  const review = events.findLast((event) => event.type === 'review.opened')
  if (review?.type !== 'review.opened')
    throw new Error(`Nothing is there to decide.\n${events.map(line).join('\n')}`)
  const decisions = review.data.hunks.map((hunk) => ({
    hunkId: hunk.id,
    decision: walk.rejects?.(hunk.path) ? ('reject' as const) : ('accept' as const),
  }))
  await here.send({
    type: 'review.submit',
    sessionId,
    data: {
      reviewId: review.data.reviewId,
      decisions,
      comments: [],
      message: '',
      next: 'request-signature',
    },
  })
}

const line = (event: Event): string =>
  `${event.seq} ${event.type} ${JSON.stringify(event.data).slice(0, 600)}`
