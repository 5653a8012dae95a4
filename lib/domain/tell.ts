// One event → the next story. Items that change are replaced, all others keep their identity, so a list re-renders only what moved.
import type { Event, EventData } from '../protocol/events.ts'
import type { Person } from '../protocol/values.ts'
import type { AskView, CallView, PlanView, Story, StoryItem } from './story.ts'
import { noteOf } from './story-notes.ts'
import { reviewOpened, reviewSubmitted } from './tell-review.ts'

export function tell(before: Story, event: Event): Story {
  const s: Story = { ...before, lastSeq: event.seq }
  const at = { seq: event.seq, at: event.at }
  switch (event.type) {
    case 'session.created':
      return add(
        {
          ...s,
          created: event.data,
          createdAt: event.at,
          title: event.data.title,
          checks: event.data.checks,
          marks: markAll(event.data.mustPass),
        },
        { ...at, key: 'desired', kind: 'desired', text: event.data.desiredState, by: nameOf(event) },
      )
    case 'session.renamed':
      return { ...s, title: event.data.title }
    case 'message.posted':
      return add(s, {
        ...at,
        key: event.data.messageId,
        kind: 'message',
        text: event.data.text,
        by: personOf(event),
        interrupt: event.data.interrupt,
        delivered: false,
      })
    case 'base.resolved':
      return add({ ...s, base: event.data }, { ...at, key: 'base', kind: 'base', base: event.data })
    case 'environment.prepared':
      return add(s, { ...at, key: `setup-${event.seq}`, kind: 'setup', setup: event.data })
    case 'turn.started':
      return add(s, {
        ...at,
        key: event.data.turnId,
        kind: 'turn',
        turnKind: event.data.kind,
        round: event.data.round,
        ended: null,
      })
    case 'turn.ended':
      return change(s, event.data.turnId, (item) =>
        item.kind === 'turn' ? { ...item, ended: event.data } : item,
      )
    case 'model.requested':
      return add(deliver(s), {
        ...at,
        key: event.data.requestId,
        kind: 'words',
        requestId: event.data.requestId,
        text: null,
        reasoning: null,
        repairs: [],
        repliedSeq: null,
      })
    case 'model.replied':
      return change(s, event.data.requestId, (item) =>
        item.kind === 'words'
          ? {
              ...item,
              text: event.data.text,
              reasoning: event.data.reasoning,
              repairs: event.data.repairs,
              repliedSeq: event.seq,
            }
          : item,
      )
    case 'model.failed':
      return add(drop(s, event.data.requestId), {
        ...at,
        key: `failed-${event.seq}`,
        kind: 'note',
        ...noteOf(event)!,
      })
    case 'tool.started':
      return callStarted(s, event.data, at)
    case 'tool.finished':
      return callFinished(s, event.data, event.seq)
    case 'plan.proposed': {
      const plan: PlanView = {
        planId: event.data.planId,
        revision: event.data.revision,
        summary: event.data.summary,
        steps: event.data.steps.map((step) => ({ ...step, status: 'pending' as const })),
        editedBy: event.data.editedBy,
        approvalId: null,
      }
      return add(
        { ...s, plan },
        { ...at, key: `${event.data.planId}-${event.data.revision}`, kind: 'plan', plan },
      )
    }
    case 'plan.progressed':
      return planProgressed(s, event.data)
    case 'approval.requested':
      return add(s, {
        ...at,
        key: event.data.approvalId,
        kind: 'ask',
        ask: { ...event.data, status: 'open', voidReason: null, decisions: [] },
      })
    case 'approval.decided':
      return changeAsk(s, event.data.approvalId, (ask) => decided(ask, event.data))
    case 'approval.voided':
      return changeAsk(s, event.data.approvalId, (ask) => ({
        ...ask,
        status: 'voided',
        voidReason: event.data.reason,
      }))
    case 'snapshot.taken':
      return add(
        { ...s, snapshots: [...s.snapshots, event.data] },
        { ...at, key: event.data.snapshotId, kind: 'snapshot', snapshot: event.data },
      )
    case 'check.started':
      return add(
        {
          ...s,
          checkRuns: [...s.checkRuns, { ...event.data, at: event.at, finished: null, finishedSeq: null }],
        },
        { ...at, key: event.data.checkRunId, kind: 'checks', checkRunId: event.data.checkRunId },
      )
    case 'check.finished':
      return {
        ...s,
        checkRuns: s.checkRuns.map((run) =>
          run.checkRunId === event.data.checkRunId
            ? { ...run, finished: event.data, finishedSeq: event.seq }
            : run,
        ),
        items: s.items.map((item) => (item.key === event.data.checkRunId ? { ...item } : item)),
      }
    case 'check.marked':
      return { ...s, marks: { ...s.marks, [event.data.name]: event.data.treatment } }
    case 'review.opened':
      return reviewOpened(s, event.data, at)
    case 'review.submitted':
      return reviewSubmitted(s, event, at)
    case 'tree.built':
      return add(
        { ...s, build: event.data },
        { ...at, key: event.data.buildId, kind: 'built', build: event.data },
      )
    case 'merge.started':
      return { ...s, merging: event.data }
    case 'merge.finished':
      return add(s, { ...at, key: 'merged', kind: 'merged', merge: event.data })
    default: {
      const note = noteOf(event)
      return note ? add(s, { ...at, key: `note-${event.seq}`, kind: 'note', ...note }) : s
    }
  }
}

type When = { seq: number; at: string }

function add(s: Story, item: StoryItem): Story {
  return { ...s, items: [...s.items, item] }
}
function drop(s: Story, key: string): Story {
  return { ...s, items: s.items.filter((item) => item.key !== key) }
}
/** Changes the newest item of that key; the newest is near the end. */
function change(s: Story, key: string, by: (item: StoryItem) => StoryItem): Story {
  const index = s.items.findLastIndex((item) => item.key === key)
  if (index < 0) return s
  return { ...s, items: s.items.with(index, by(s.items[index]!)) }
}
function changeAsk(s: Story, approvalId: string, by: (ask: AskView) => AskView): Story {
  return change(s, approvalId, (item) => (item.kind === 'ask' ? { ...item, ask: by(item.ask) } : item))
}
const personOf = (event: Event): Person | null => (event.actor.kind === 'person' ? event.actor : null)
const nameOf = (event: Event): string => personOf(event)?.name ?? ''
const markAll = (names: string[]) => Object.fromEntries(names.map((name) => [name, 'must-pass' as const]))

function deliver(s: Story): Story {
  if (!s.items.some((item) => item.kind === 'message' && !item.delivered)) return s
  return {
    ...s,
    items: s.items.map((item) =>
      item.kind === 'message' && !item.delivered ? { ...item, delivered: true } : item,
    ),
  }
}

/** Calls gather in one item until something else is worth a line of its own. */
function callStarted(s: Story, d: EventData<'tool.started'>, at: When): Story {
  const call: CallView = {
    callId: d.callId,
    name: d.name,
    title: d.title,
    at: at.at,
    outcome: null,
    exitCode: null,
    durationMs: 0,
    output: null,
    paths: [],
    seq: at.seq,
    outputSeq: null,
  }
  const index = s.items.findLastIndex((item) => !isSilent(item))
  const last = s.items[index]
  if (last?.kind === 'work')
    return { ...s, items: s.items.with(index, { ...last, calls: [...last.calls, call] }) }
  return add(s, { ...at, key: `work-${d.callId}`, kind: 'work', calls: [call] })
}
/** Words without words (a reply of calls alone) do not break a group. */
const isSilent = (item: StoryItem) => item.kind === 'words' && item.text === '' && item.reasoning === ''

function callFinished(s: Story, d: EventData<'tool.finished'>, seq: number): Story {
  const index = s.items.findLastIndex(
    (item) => item.kind === 'work' && item.calls.some((call) => call.callId === d.callId),
  )
  const item = s.items[index]
  if (item?.kind !== 'work') return s
  const calls = item.calls.map((call) =>
    call.callId === d.callId
      ? {
          ...call,
          outcome: d.outcome,
          exitCode: d.exitCode,
          durationMs: d.durationMs,
          output: d.output,
          paths: d.paths,
          outputSeq: seq,
        }
      : call,
  )
  return { ...s, items: s.items.with(index, { ...item, calls }) }
}

function planProgressed(s: Story, d: EventData<'plan.progressed'>): Story {
  if (s.plan?.planId !== d.planId) return s
  const status = new Map(d.steps.map((step) => [step.id, step.status]))
  const plan = {
    ...s.plan,
    steps: s.plan.steps.map((step) => ({ ...step, status: status.get(step.id) ?? step.status })),
  }
  return change({ ...s, plan }, `${plan.planId}-${plan.revision}`, (item) =>
    item.kind === 'plan' ? { ...item, plan } : item,
  )
}

function decided(ask: AskView, d: EventData<'approval.decided'>): AskView {
  const decisions = [
    ...ask.decisions,
    { decision: d.decision, reason: d.reason, person: d.person, at: d.decidedAt, mac: d.mac },
  ]
  const approvals = decisions.filter((one) => one.decision === 'approve').length
  const status = d.decision !== 'approve' ? 'refused' : approvals >= ask.required ? 'approved' : 'open'
  return { ...ask, decisions, status }
}
