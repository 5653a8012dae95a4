// A signature whose target branch moved. Where the project allows it, it carries to the tree that was built anew, by an event that
// names both trees: only if the branch went forward, the patch on it is the one that was signed, blob for blob (so that nobody else
// touched a file of the change), and the checks say no less. Otherwise it is void. The merge verifies all of it again.
import { digestOf, isCarryAuthentic } from '../auth/decision-mac.ts'
import { diffTrees } from '../git/diff.ts'
import { isAncestor } from '../git/refs.ts'
import type { Event, EventData, EventType, Fact } from '../protocol/events.ts'
import { patchDigestInput } from '../review/digest-input.ts'
import { type Signature, signatureSubject } from './ask-signature.ts'
import type { DrivenRun } from './perform-step.ts'
import type { Verdict } from './permit.ts'
import { loadProjectSetting } from './project-setting.ts'
import { verifyApproval } from './verify-approval.ts'

type Requested = Event & { type: 'approval.requested' }
type Carried = Event & { type: 'approval.carried' }
type Log = Pick<DrivenRun, 'log'>
type Standing = { signed: Signature; original: Signature }

/** What may lie between the move and the new tree: anything else is a word of a person or of the agent, and then people are asked. */
const onTheWay: readonly EventType[] = [
  'run.queued',
  'run.started',
  'run.parked',
  'run.resumed',
  'run.failed',
  'environment.prepared',
  'tree.built',
  'check.started',
  'check.finished',
]

/** What a verified signature stands for now: as signed, or as carried since. null when a carry is not ours or breaks the rule. */
export function standingOf({ log }: Log, verdict: Verdict & { status: 'approved' }): Standing | null {
  if (verdict.subject.kind !== 'signature') return null
  const original = verdict.subject
  const { approvalId } = verdict.by[0]!.data
  let signed = original
  for (const event of log.events()) {
    if (event.type !== 'approval.carried' || event.data.approvalId !== approvalId) continue
    if (!isTrueCarry(event, signed, verdict)) return null
    signed = event.data.subject!
  }
  return { signed, original }
}

function isTrueCarry(event: Carried, from: Signature, { by }: Verdict & { status: 'approved' }): boolean {
  const { data } = event
  const { subject } = data
  if (!subject || !isCarryAuthentic(event.sessionId, event.seq, data)) return false
  const { subjectId, targetHead, mergedTree, checkResultsDigest } = subject
  return (
    data.fromDigest === digestOf(from) &&
    data.toDigest === digestOf(subject) &&
    data.toDigest === digestOf({ ...from, subjectId, targetHead, mergedTree, checkResultsDigest }) &&
    JSON.stringify(data.decisions) === JSON.stringify(by.map((one) => one.data.mac))
  )
}

/** A sentence when the rule does not hold between two states of a signature. */
export async function whyNotCarried(run: DrivenRun, from: Signature, to: Signature): Promise<string | null> {
  const { parts, log } = run
  const { projectId } = log.state()
  const bare = parts.folders.repository(projectId)
  if (!(await loadProjectSetting(parts, projectId)).carries)
    return 'This project asks again whenever the target branch moved.'
  if (!(await isAncestor(bare, from.targetHead, to.targetHead)))
    return 'The target branch did not go forward from where it was signed.'
  const patchOf = async ({ targetHead, mergedTree }: Signature) =>
    digestOf(patchDigestInput(await diffTrees(bare, targetHead, mergedTree)))
  if ((await patchOf(from)) !== (await patchOf(to)))
    return 'Others changed files of this change after it was signed.'
  return saysLess(log.events(), from, to)
    ? 'The checks on the new tree say less than those that were signed.'
    : null
}

/** More that fails and is let pass, or the base's own tests no longer passing. */
function saysLess(events: readonly Event[], from: Signature, to: Signature): boolean {
  const checked = ({ checkResultsDigest }: Signature) =>
    events.findLast(
      (event): event is Event & { type: 'check.finished' } =>
        event.type === 'check.finished' && event.data.digest === checkResultsDigest,
    )?.data
  const [before, after] = [checked(from), checked(to)]
  if (!before || !after || after.outcome !== 'passed') return true
  return (
    after.ignored.some((name) => !before.ignored.includes(name)) ||
    after.loosened?.baseTests !== before.loosened?.baseTests
  )
}

/** The signature that the newest move left standing for the time being. */
function pendingOf({ log }: Log): { request: Requested; untouched: boolean } | null {
  const events = log.events()
  const at = events.findLastIndex((event) => event.type === 'base.moved')
  const moved = events[at]
  if (moved?.type !== 'base.moved' || !moved.data.carrying) return null
  const since = events.slice(at + 1)
  const { carrying } = moved.data
  const over = since.some(
    (event) =>
      (event.type === 'approval.voided' || event.type === 'approval.carried') &&
      event.data.approvalId === carrying,
  )
  const request = events.find(
    (event): event is Requested => event.type === 'approval.requested' && event.data.approvalId === carrying,
  )
  if (over || !request) return null
  return { request, untouched: since.every((event) => onTheWay.includes(event.type)) }
}

/** For what ends the way to the new tree otherwise. */
export function voidPending(run: Log, reason: string): Fact[] {
  const pending = pendingOf(run)
  return pending ? [voided(pending.request, reason)] : []
}

const voided = ({ data }: Requested, reason: string): Fact => ({
  type: 'approval.voided',
  data: { approvalId: data.approvalId, reason },
})

/** The new tree is built and checked: carried, or what has to be said before people are asked again. */
export async function carrySignature(run: DrivenRun): Promise<'carried' | Fact[]> {
  const pending = pendingOf(run)
  if (!pending) return []
  const { request, untouched } = pending
  const verdict = await verifyApproval(run, request)
  if (verdict.status === 'voided') return [voided(request, verdict.reason)]
  const standing = verdict.status === 'approved' ? standingOf(run, verdict) : null
  if (verdict.status !== 'approved' || !standing)
    return [voided(request, 'The signature could not be verified.')]
  if (!untouched) return [voided(request, 'Something else happened after the target branch moved.')]
  const { signed } = standing
  const subject = signatureSubject(run, signed.commitMessage)
  const { subjectId, targetHead, mergedTree, checkResultsDigest } = subject
  const asCarried = { ...signed, subjectId, targetHead, mergedTree, checkResultsDigest }
  const why =
    digestOf(asCarried) === digestOf(subject)
      ? await whyNotCarried(run, signed, subject)
      : 'More than the target branch is no longer as it was signed.'
  if (why) return [voided(request, why)]
  await run.log.record([{ type: 'approval.carried', data: carried(signed, subject, verdict, request) }])
  return 'carried'
}

function carried(
  from: Signature,
  to: Signature,
  { by }: Verdict & { status: 'approved' },
  { data }: Requested,
): EventData<'approval.carried'> {
  const short = (id: string) => id.slice(0, 7)
  return {
    approvalId: data.approvalId,
    fromDigest: digestOf(from),
    toDigest: digestOf(to),
    reason: `tree ${short(from.mergedTree)} was signed on ${short(from.targetHead)}; tree ${short(to.mergedTree)} on ${short(to.targetHead)} holds the same change, no file of it was touched by others, and the checks pass.`,
    subject: to,
    fromTree: from.mergedTree,
    fromHead: from.targetHead,
    decisions: by.map((one) => one.data.mac),
    mac: '', // filled by append, which knows the seq and holds the key
  }
}
