// What a person reads: the fold of a session's events for the screen, the same on the server and in every browser, live and replayed.
// It may begin in the middle of a log (older events arrive later by folding again from further back), so a missing start is no error.
// Never written back, never sent to a model.
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import type { Event, EventData } from '../protocol/events.ts'
import type { Check, LongText, Person, PlanStep } from '../protocol/values.ts'
import { tell } from './tell.ts'

export type StepStatus = 'pending' | 'in_progress' | 'completed'
export type PlanView = {
  planId: string
  revision: number
  summary: string
  steps: (PlanStep & { status: StepStatus })[]
  editedBy: string | null
  /** The approval that asked for it, once asked. */
  approvalId: string | null
}

export type CallView = {
  callId: string
  name: string
  title: string
  at: string
  /** null while it runs; then its output streams as the delta item `<callId>.output`. */
  outcome: 'ok' | 'failed' | 'denied' | 'interrupted' | 'stopped' | null
  exitCode: number | null
  durationMs: number
  output: LongText | null
  paths: string[]
  seq: number
  /** The event that names the output's blob, once it has ended. */
  outputSeq: number | null
}

export type DecisionView = {
  decision: 'approve' | 'send-back' | 'reject' | 'deny'
  reason: string
  person: Person
  at: string
  mac: string
}
export type AskView = {
  approvalId: string
  subject: ApprovalSubject
  digest: string
  required: number
  rule: string
  blocks: string
  callId: string | null
  status: 'open' | 'approved' | 'refused' | 'voided'
  voidReason: string | null
  decisions: DecisionView[]
}

export type CheckRunView = {
  checkRunId: string
  purpose: 'base' | 'turn' | 'merged'
  tree: string
  round: number
  at: string
  /** Live output of check c streams as the delta item `<checkRunId>.<checkId>`. */
  checks: { checkId: string; name: string }[]
  finished: EventData<'check.finished'> | null
  /** The event that names the outputs' blobs, once it has finished. */
  finishedSeq: number | null
}

export type ReviewView = {
  reviewId: string
  revision: number
  baseTree: string
  tree: string
  hunks: { id: string; path: string }[]
  failing: string | null
  /** Latest sent decision by hunk. */
  decisions: Record<string, { decision: 'accept' | 'reject'; reason?: string; by: string }>
  comments: (EventData<'review.submitted'>['comments'][number] & { by: string; at: string })[]
}

type At = { key: string; seq: number; at: string }
export type StoryItem = At &
  (
    | { kind: 'desired'; text: string; by: string }
    | { kind: 'base'; base: EventData<'base.resolved'> }
    | { kind: 'setup'; setup: EventData<'environment.prepared'> }
    | { kind: 'checks'; checkRunId: string }
    | {
        kind: 'turn'
        turnKind: EventData<'turn.started'>['kind']
        round: number
        ended: EventData<'turn.ended'> | null
      }
    /** text and reasoning are null while they stream as `<requestId>.text` and `<requestId>.reasoning`. */
    | {
        kind: 'words'
        requestId: string
        text: LongText | null
        reasoning: LongText | null
        repairs: string[]
        /** The event that names the texts' blobs, once it came. */
        repliedSeq: number | null
      }
    | { kind: 'work'; calls: CallView[] }
    | { kind: 'plan'; plan: PlanView }
    | { kind: 'ask'; ask: AskView }
    | { kind: 'message'; text: string; by: Person | null; interrupt: boolean; delivered: boolean }
    | { kind: 'snapshot'; snapshot: EventData<'snapshot.taken'> }
    | { kind: 'review'; reviewId: string; submitted: EventData<'review.submitted'>[]; by: Person | null }
    | { kind: 'built'; build: EventData<'tree.built'> }
    | { kind: 'merged'; merge: EventData<'merge.finished'> }
    | { kind: 'note'; tone: 'plain' | 'waits' | 'bad' | 'good'; text: string; by: string | null }
  )

export type Story = {
  created: EventData<'session.created'> | null
  createdAt: string
  title: string
  items: StoryItem[]
  plan: PlanView | null
  checkRuns: CheckRunView[]
  snapshots: EventData<'snapshot.taken'>[]
  review: ReviewView | null
  build: EventData<'tree.built'> | null
  /** The merge that was begun last: its message holds the trailers. */
  merging: EventData<'merge.started'> | null
  base: EventData<'base.resolved'> | null
  /** What a person said about names that fail on the base. */
  marks: Record<string, 'must-pass' | 'ignore'>
  checks: Check[]
  lastSeq: number
}

export const emptyStory: Story = {
  created: null,
  createdAt: '',
  title: '',
  items: [],
  plan: null,
  checkRuns: [],
  snapshots: [],
  review: null,
  build: null,
  merging: null,
  base: null,
  marks: {},
  checks: [],
  lastSeq: 0,
}

/** All events of one session in order → its story. */
export function tellStory(events: readonly Event[], from: Story = emptyStory): Story {
  return events.reduce(tell, from)
}
