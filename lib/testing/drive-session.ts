// A person at work in one session of an integration test: waits until something is asked, then answers.
import type { Identity } from '../auth/identity.ts'
import type { ApprovalKind } from '../protocol/approval-subjects.ts'
import type { Command, SessionCommand } from '../protocol/commands.ts'
import type { Event } from '../protocol/events.ts'
import type { HunkChoice } from '../protocol/values.ts'
import type { LogWatch } from './watch-log.ts'

type Requested = Event & { type: 'approval.requested' }
type Opened = Event & { type: 'review.opened' }
type Decide = Extract<SessionCommand, { type: 'approval.decide' }>['data']
type Submit = Extract<SessionCommand, { type: 'review.submit' }>['data']
type Create = Extract<Command, { type: 'session.create' }>['data']
export type Drive = ReturnType<typeof driveSession>

/** Starts a session: on the sample by its bug-fix script unless told otherwise. */
export async function beginSession(
  here: LogWatch,
  own: Partial<Create> & { projectId: string },
): Promise<Drive> {
  const { sessionId } = await here.send({
    type: 'session.create',
    data: {
      desiredState: 'A parcel of exactly 1.1 kg costs one further step, not two.',
      mentions: [],
      mode: 'plan',
      model: { provider: 'scripted', name: 'scripted/bug-fix' },
      ...own,
    },
  })
  return driveSession(here, sessionId)
}

export function driveSession(here: LogWatch, sessionId: string) {
  const events = () => here.events(sessionId)
  const seen = async () => (await events()).length
  /** The newest request, once the run that made it waits. */
  async function asked(kind: ApprovalKind, after = 0): Promise<Requested> {
    const request = await here.waitFor(
      sessionId,
      'approval.requested',
      after,
      (event) => event.data.subject.kind === kind,
    )
    await here.waitFor(sessionId, 'run.parked', request.seq)
    return request
  }
  async function reviewed(after = 0): Promise<Opened> {
    const review = await here.waitFor(sessionId, 'review.opened', after)
    await here.waitFor(sessionId, 'run.parked', review.seq)
    return review
  }
  const decide = (request: Requested, own: Partial<Decide> = {}, as?: Identity) =>
    here.send(
      {
        type: 'approval.decide',
        sessionId,
        data: {
          approvalId: request.data.approvalId,
          digest: request.data.digest,
          decision: 'approve',
          reason: '',
          ...own,
        },
      },
      as,
    )
  const submit = (review: Opened, own: Partial<Submit> = {}, as?: Identity) =>
    here.send(
      {
        type: 'review.submit',
        sessionId,
        data: {
          reviewId: review.data.reviewId,
          decisions: review.data.hunks.map((hunk): HunkChoice => ({ hunkId: hunk.id, decision: 'accept' })),
          comments: [],
          message: '',
          next: 'request-signature',
          ...own,
        },
      },
      as,
    )
  return {
    sessionId,
    events,
    seen,
    asked,
    reviewed,
    decide,
    submit,
    say: (text: string, interrupt = false) =>
      here.send({ type: 'message.post', sessionId, data: { text, mentions: [], interrupt } }),
    cancel: (reason = '') => here.send({ type: 'session.cancel', sessionId, data: { reason } }),
    retry: () => here.send({ type: 'run.retry', sessionId, data: {} }),
    waitFor: <T extends Event['type']>(type: T, after = 0, fits?: (event: Event & { type: T }) => boolean) =>
      here.waitFor<T>(sessionId, type, after, fits),
    /** Waits for a stop that is no wait for a decision. */
    troubled: (after = 0) => here.waitForTrouble(sessionId, after),
    async approvePlan(own: Partial<Decide> = {}) {
      const plan = await asked('plan')
      await decide(plan, own)
      return plan
    },
    /** Accepts everything and signs; answers the merge. */
    async acceptAndSign(after = 0) {
      const review = await reviewed(after)
      await submit(review)
      const signature = await asked('signature', review.seq)
      await decide(signature)
      const merged = await here.waitFor(sessionId, 'merge.finished', signature.seq)
      await here.waitFor(sessionId, 'run.finished', merged.seq)
      return { review, signature, merged }
    },
  }
}

export const ofType = <T extends Event['type']>(events: readonly Event[], type: T) =>
  events.filter((event): event is Event & { type: T } => event.type === type)
