// For tests: what must hold of every session, whatever happened. Throws an Error that names the rule and the event that broke it.
import { isDeepStrictEqual } from 'node:util'
import { beginSession, evolve } from '../domain/evolve.ts'
import { nextStep } from '../domain/next-step.ts'
import { ended, type SessionState, waitsFor } from '../domain/session-state.ts'
import type { Event, EventData, EventType } from '../protocol/events.ts'

const maxStateBytes = 16_384

/** Somebody can always act: a runner, a person who is asked, or nobody because it is over. */
export function checkState(s: SessionState): void {
  const { run } = s
  const stuck = (why: string) => new Error(`${why}: ${s.phase}, ${JSON.stringify(run)}`)
  if (run.status === 'running' && nextStep(s).do === 'stop') throw stuck('A run has nothing to do')
  if (run.status === 'parked' && waitsFor(s) === null) throw stuck('It is parked and waits for nobody')
  if (run.status === 'finished' && !ended.includes(s.phase)) throw stuck('It is finished and not over')
  if (run.status === 'failed' && !ended.includes(s.phase) && waitsFor(s) === null)
    throw stuck('It failed and nobody is asked')
  if (Buffer.byteLength(JSON.stringify(s)) > maxStateBytes) throw stuck('The state is too large')
}

/** After the end only these; a refused plan may be taken up again by a message, merged work may be pushed. */
const afterCancelling: readonly EventType[] = [
  'run.finished',
  'session.renamed',
  'session.archived',
  'session.restored',
]

/** The whole log of one session from its first event on. */
export function checkEvents(events: readonly Event[]): void {
  const requests = new Map<string, EventData<'approval.requested'>>()
  const signers = new Map<string, Set<string>>()
  const open = new Set<string>()
  let s = beginSession(events[0]!)
  for (const event of events.slice(1)) {
    const broken = (rule: string) => new Error(`${rule}: event ${event.seq} ${event.type}`)
    if (s.phase === 'cancelled' && !afterCancelling.includes(event.type))
      throw broken('Nothing happens after it was cancelled')
    if (s.phase === 'merged' && evolve(s, event).phase !== 'merged') throw broken('Merged stays merged')
    if (event.type === 'approval.requested') {
      if (open.size > 0) throw broken('One question at a time')
      requests.set(event.data.approvalId, event.data)
      open.add(event.data.approvalId)
    }
    if (event.type === 'approval.voided') open.delete(event.data.approvalId)
    if (event.type === 'approval.decided') {
      const { approvalId, digest, decision, person } = event.data
      const request = requests.get(approvalId)
      if (!request || !open.has(approvalId)) throw broken('Only what is open is decided')
      if (digest !== request.digest) throw broken('Decided is what was asked')
      const yes = signers.get(approvalId) ?? new Set<string>()
      if (decision === 'approve' && yes.has(person.userId)) throw broken('A person counts once')
      if (decision === 'approve') signers.set(approvalId, yes.add(person.userId))
      if (decision !== 'approve' || yes.size >= request.required) open.delete(approvalId)
    }
    const after = evolve(s, event)
    if (after.phase === 'merging' && s.phase !== 'merging') {
      const request = after.grant && requests.get(after.grant.approvalId)
      if (request?.subject.kind !== 'signature') throw broken('Only a signature lets merge')
      if ((signers.get(request.approvalId)?.size ?? 0) < request.required)
        throw broken('All signatures are there before it merges')
    }
    if (event.type === 'merge.finished' && !s.merge.started) throw broken('No merge without its intent')
    if (after.approval && !open.has(after.approval.id)) throw broken('What is closed is not asked')
    if (!after.approval && open.size > 0 && after.phase !== 'cancelled') throw broken('What is open is asked')
    // The state is stored as JSON between two events.
    const stored = JSON.parse(JSON.stringify(s)) as SessionState
    if (!isDeepStrictEqual(evolve(stored, event), after)) throw broken('A stored state goes on as before')
    s = after
  }
}
