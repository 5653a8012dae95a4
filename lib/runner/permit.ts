// Approvals as the executor sees them: found in the log, verified by their keyed hashes, bound to what is about to be done.
// A mismatch fails closed: the old approval is voided and asked again.
import { digestOf, isDecisionAuthentic, valueHmac } from '../auth/decision-mac.ts'
import type { CommandWish, Permission } from '../engines/engine.ts'
import { takeSnapshot } from '../git/snapshot.ts'
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import type { Event, Fact } from '../protocol/events.ts'
import { shell } from './exec-in-box.ts'
import type { DrivenRun } from './perform-step.ts'
import type { ProjectSetting } from './project-setting.ts'
import { sessionWorktree } from './session-worktree.ts'
import { verifyApproval } from './verify-approval.ts'

type Requested = Event & { type: 'approval.requested' }
type Decided = Event & { type: 'approval.decided' }
export type Verdict =
  | { status: 'approved'; subject: ApprovalSubject; by: Decided[] }
  | { status: 'refused'; by: Decided }
  | { status: 'open' }
  | { status: 'voided'; reason: string }

/** Version of the rules that decide what asks; part of what is approved. */
export const ruleVersion = 1

/** What became of an approval, from the log alone. Throws when a decision's hash is not ours: somebody edited rows. */
export function verdictOf(events: readonly Event[], request: Requested): Verdict {
  const { approvalId, required } = request.data
  if (events.some((event) => event.type === 'approval.voided' && event.data.approvalId === approvalId))
    return { status: 'voided', reason: 'It was voided.' }
  const decisions = events.filter(
    (event): event is Decided => event.type === 'approval.decided' && event.data.approvalId === approvalId,
  )
  for (const decision of decisions) {
    if (
      !isDecisionAuthentic(decision.sessionId, decision.seq, decision.data) ||
      decision.data.digest !== request.data.digest
    )
      return { status: 'voided', reason: 'A decision in the log is not as Countersign wrote it.' }
  }
  const refused = decisions.find((decision) => decision.data.decision !== 'approve')
  if (refused) return { status: 'refused', by: refused }
  const people = new Set(decisions.map((decision) => decision.data.person.userId))
  if (people.size < required) return { status: 'open' }
  return digestOf(request.data.subject) === request.data.digest
    ? { status: 'approved', subject: request.data.subject, by: decisions }
    : { status: 'voided', reason: 'What was asked is not what its digest says.' }
}

export function approvalRequest(
  subject: ApprovalSubject,
  why: { rule: string; blocks: string },
  required = 1,
  callId: string | null = null,
): Fact {
  return {
    type: 'approval.requested',
    data: { approvalId: crypto.randomUUID(), subject, digest: digestOf(subject), required, ...why, callId },
  }
}

export const parked = (run: DrivenRun): Fact => ({
  type: 'run.parked',
  data: { runId: run.log.fence.runId, reason: { kind: 'person' } },
})

/** Said once: what is void already is not voided again. */
function voidAgain({ log }: DrivenRun, { data }: Requested, reason: string): Fact[] {
  const { approvalId } = data
  const is = log
    .events()
    .some((event) => event.type === 'approval.voided' && event.data.approvalId === approvalId)
  return is ? [] : [{ type: 'approval.voided', data: { approvalId, reason } }]
}

/** For what is granted once per digest and session: setup, and checks without isolation. */
export async function askForSession(
  run: DrivenRun,
  subject: ApprovalSubject,
  why: { rule: string; blocks: string },
): Promise<'parked' | { userId: string; name: string }> {
  const digest = digestOf(subject)
  const request = run.log
    .events()
    .findLast(
      (event): event is Requested => event.type === 'approval.requested' && event.data.digest === digest,
    )
  const verdict = request ? await verifyApproval(run, request) : null
  if (verdict?.status === 'approved') return verdict.by.at(-1)!.data.person
  const again = request && verdict?.status === 'voided' ? voidAgain(run, request, verdict.reason) : []
  await run.log.record([...again, approvalRequest(subject, why), parked(run)])
  return 'parked'
}

/** May this one command run? Inside the sandbox nobody is asked; beyond it, or without one, a person is. */
export async function permitCommand(
  run: DrivenRun,
  wish: CommandWish,
  setting: ProjectSetting,
): Promise<Permission> {
  const isolated = run.parts.sandbox.report.level !== 'none'
  const argv = shell(wish.command)
  if (isolated && !wish.outside) return { answer: 'granted', approvalId: null, argv, edited: false }
  const events = run.log.events()
  const request = events.findLast(
    (event): event is Requested => event.type === 'approval.requested' && event.data.callId === wish.callId,
  )
  const verdict = request ? await verifyApproval(run, request) : null
  if (verdict?.status === 'refused') return { answer: 'denied', reason: verdict.by.data.reason }
  const subject = await commandSubject(run, wish, setting)
  if (request && verdict?.status === 'approved' && verdict.subject.kind === 'command') {
    const asApproved = { ...subject, argv: verdict.subject.argv }
    if (
      digestOf(asApproved) === request.data.digest &&
      run.log.state().grant?.approvalId === request.data.approvalId
    ) {
      const edited = verdict.subject.argv.at(-1) !== wish.command
      return { answer: 'granted', approvalId: request.data.approvalId, argv: verdict.subject.argv, edited }
    }
    await run.log.record(voidAgain(run, request, whatChanged(verdict.subject, asApproved)))
  }
  if (request && verdict?.status === 'voided') {
    const facts = voidAgain(run, request, verdict.reason)
    if (facts.length > 0) await run.log.record(facts)
  }
  const rule = isolated
    ? 'The agent asks to run this outside the sandbox.'
    : 'This machine has no sandbox, so every command waits for a person.'
  await run.log.record([
    approvalRequest(subject, { rule, blocks: 'the agent’s next step' }, 1, wish.callId),
    parked(run),
  ])
  return { answer: 'parked' }
}

async function commandSubject(
  run: DrivenRun,
  wish: CommandWish,
  setting: ProjectSetting,
): Promise<ApprovalSubject> {
  const { sessionId } = run.log.fence
  const { projectId, base, snapshot } = run.log.state()
  const worktree = sessionWorktree(run)
  const { tree } = await takeSnapshot({
    worktree,
    parent: snapshot?.commit ?? base!.commit,
    message: 'Before a command that a person is asked about',
    date: new Date(),
    ref: `refs/countersign/${sessionId}/asked`,
    signal: run.signal,
  })
  return {
    v: 2,
    kind: 'command',
    projectId,
    sessionId,
    subjectId: wish.callId,
    argv: [...shell(wish.command)],
    cwd: wish.cwd,
    env: Object.entries(setting.env)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, valueHmac: valueHmac(value) })),
    headTree: tree,
    grants: { isolation: 'none', allowHosts: [] },
    ruleVersion,
    justification: wish.justification,
    timeoutMs: wish.timeoutMs,
  }
}

/** Names what differs; never a value, which may be secret. */
function whatChanged(approved: ApprovalSubject, now: ApprovalSubject): string {
  const [before, after] = [approved, now] as [Record<string, unknown>, Record<string, unknown>]
  const names = Object.keys(after).filter(
    (name) => digestOf(before[name] ?? null) !== digestOf(after[name] ?? null),
  )
  const said = names.flatMap((name) => (name in words ? [words[name]!] : []))
  const what = said.length > 0 ? ` Changed: ${said.join(', ')}.` : ''
  return `What would run is no longer what was approved.${what}`
}

const words: Record<string, string> = {
  argv: 'the command',
  cwd: 'its folder',
  env: 'the environment',
  headTree: 'the files it would run on',
  grants: 'what it may reach',
  ruleVersion: 'the rules',
  justification: 'the reason given',
  timeoutMs: 'its time limit',
}
