// Merges what was signed, byte for byte, or does not merge. Everything the signature is bound to is made again from git and the log
// just before; the branch moves by compare-and-swap; a crash in between finds its own commit by the run's trailer.

import { digestOf } from '../auth/decision-mac.ts'
import { commitTree, findMergeByTrailer, trailers } from '../git/commit-tree.ts'
import { diffTrees } from '../git/diff.ts'
import { mergeTrees } from '../git/merge.ts'
import { treeOf } from '../git/read-tree.ts'
import { advanceTarget, compareAndSwapRef, isAncestor } from '../git/refs.ts'
import type { Event } from '../protocol/events.ts'
import { patchDigestInput } from '../review/digest-input.ts'
import { type Signature, signatureSubject } from './ask-signature.ts'
import { authorOf, spliceAccepted } from './build-accepted.ts'
import { standingOf, whyNotCarried } from './carry-signature.ts'
import type { DrivenRun } from './perform-step.ts'
import { loadProjectSetting } from './project-setting.ts'
import { fetchSource } from './resolve-base.ts'
import { verifyApproval } from './verify-approval.ts'

type Decided = Event & { type: 'approval.decided' }
export const runTrailer = 'Countersign-Run'

export async function mergeSigned(run: DrivenRun): Promise<void> {
  const { parts, log, signal } = run
  const { projectId, targetBranch, merge, build, grant } = log.state()
  const bare = parts.folders.repository(projectId)
  const ref = `refs/heads/${targetBranch}`
  const request = log
    .events()
    .findLast(
      (event): event is Event & { type: 'approval.requested' } =>
        event.type === 'approval.requested' &&
        event.data.approvalId === (grant?.approvalId ?? merge.approvalId),
    )
  const verdict = request ? await verifyApproval(run, request) : null
  const standing = verdict?.status === 'approved' ? standingOf(run, verdict) : null
  if (!request || verdict?.status !== 'approved' || !standing) {
    const why = verdict?.status === 'voided' ? ` ${verdict.reason}` : ''
    const said = `The signature could not be verified.${why}`
    return refuse(run, request?.data.approvalId, said, build!.targetHead)
  }
  const { signed, original } = standing
  const moved = (when: string, head: string) => targetMoved(run, request.data.approvalId, signed, when, head)
  // A retry after a failed run has another id; the commit, if there is one, carries that of the run that began.
  const begun = merge.started ? log.events().findLast((event) => event.type === 'merge.started') : undefined
  const runId = begun?.actor.kind === 'runner' ? begun.actor.runId : log.fence.runId
  const findDone = () => findMergeByTrailer(bare, ref, runTrailer, runId, 200)
  const before = begun ? await findDone() : null
  if (before) return finished(run, before, signed, verdict.by)
  await fetchSource(parts, projectId, signal)
  const target = await advanceTarget(bare, targetBranch)
  if (target.head !== signed.targetHead) {
    return moved('after it was signed', target.head)
  }
  const wrong =
    (signed === original ? null : await whyNotCarried(run, original, signed)) ??
    (await findMismatch(run, signed))
  if (wrong) return refuse(run, request.data.approvalId, wrong, target.head)

  const message = trailers(signed.commitMessage, await trailersFor(run, runId, verdict.by))
  if (!begun) {
    await log.record([
      {
        type: 'merge.started',
        data: {
          approvalId: request.data.approvalId,
          targetRef: ref,
          expectedHead: signed.targetHead,
          mergedTree: signed.mergedTree,
          acceptedCommit: build!.acceptedCommit,
          message,
        },
      },
    ])
  }
  const signer = await authorOf(run, verdict.by.at(-1))
  const commit = await commitTree({
    bare,
    tree: signed.mergedTree,
    parents: [signed.targetHead, build!.acceptedCommit],
    message,
    author: signer,
    committer: signer,
    date: new Date(verdict.by.at(-1)!.data.decidedAt),
  })
  signal.throwIfAborted()
  if ((await compareAndSwapRef(bare, ref, commit, signed.targetHead)) === 'stale') {
    const done = await findDone()
    if (done) return finished(run, done, signed, verdict.by)
    return moved('while it was merging', (await advanceTarget(bare, targetBranch)).head)
  }
  return finished(run, commit, signed, verdict.by)
}

/** Void, or left standing for the time being where the project lets signatures carry. */
async function targetMoved(
  run: DrivenRun,
  approvalId: string,
  signed: Signature,
  when: string,
  head: string,
): Promise<void> {
  const { projectId } = run.log.state()
  const { carries } = await loadProjectSetting(run.parts, projectId)
  const forward = await isAncestor(run.parts.folders.repository(projectId), signed.targetHead, head)
  if (!carries || !forward)
    return refuse(run, approvalId, `The target branch moved to ${head.slice(0, 7)} ${when}.`, head)
  const from = run.log.state().build?.targetHead ?? head
  await run.log.record([{ type: 'base.moved', data: { from, to: head, carrying: approvalId } }])
}

/** A sentence if anything the signature is bound to is not what it was. */
async function findMismatch(run: DrivenRun, signed: Signature): Promise<string | null> {
  const { build, base, projectId, checks } = run.log.state()
  if (
    !build ||
    checks?.purpose !== 'merged' ||
    checks.outcome !== 'passed' ||
    checks.tree !== signed.mergedTree
  )
    return 'The checks on the signed tree are not there any more.'
  if (digestOf(signatureSubject(run, signed.commitMessage)) !== digestOf(signed))
    return 'What would merge is no longer what was signed.'
  const bare = run.parts.folders.repository(projectId)
  const spliced = await spliceAccepted(run)
  const patch = digestOf(
    patchDigestInput(await diffTrees(bare, base!.tree, await treeOf(bare, build.acceptedCommit))),
  )
  if (spliced.tree !== build.acceptedTree || spliced.decisionsDigest !== signed.decisionsDigest)
    return 'The decisions no longer lead to the tree that was signed.'
  if (patch !== signed.patchDigest || spliced.patchDigest !== signed.patchDigest)
    return 'The change is no longer the one that was signed.'
  const merged = await mergeTrees({ bare, ours: signed.targetHead, theirs: build.acceptedCommit })
  return merged.outcome === 'merged' && merged.tree === signed.mergedTree
    ? null
    : 'Merging no longer leads to the tree that was signed.'
}

async function refuse(
  run: DrivenRun,
  approvalId: string | undefined,
  reason: string,
  head: string,
): Promise<void> {
  const from = run.log.state().build?.targetHead ?? head
  await run.log.record([
    ...(approvalId ? [{ type: 'approval.voided' as const, data: { approvalId, reason } }] : []),
    { type: 'base.moved', data: { from, to: head } },
  ])
}

async function finished(run: DrivenRun, commit: string, signed: Signature, by: Decided[]): Promise<void> {
  const bare = run.parts.folders.repository(run.log.state().projectId)
  const tree = await treeOf(bare, commit)
  if (tree !== signed.mergedTree || by.length === 0)
    throw new Error(`commit ${commit} does not hold the signed tree`)
  await run.log.record([
    {
      type: 'merge.finished',
      data: {
        commit,
        targetRef: signed.targetRef,
        parents: [signed.targetHead, run.log.state().build!.acceptedCommit],
        tree,
      },
    },
  ])
}

/** From the log by a fixed rule: session, run, engine, model, and everyone who reviewed or signed. */
async function trailersFor(
  { parts, log }: DrivenRun,
  runId: string,
  signers: Decided[],
): Promise<{ key: string; value: string }[]> {
  const { sessionId } = log.fence
  const { engine, model } = log.state()
  const reviewers = log
    .events()
    .filter((event) => event.type === 'review.submitted' && event.actor.kind === 'person')
  const ids = [
    ...new Set(
      [...reviewers, ...signers].flatMap((event) =>
        event.actor.kind === 'person' ? [event.actor.userId] : [],
      ),
    ),
  ]
  const people = await parts.db.user.findMany({ where: { id: { in: ids } }, orderBy: { email: 'asc' } })
  return [
    { key: 'Countersign-Session', value: `${parts.publicUrl}/sessions/${sessionId}` },
    { key: runTrailer, value: runId },
    { key: 'Countersign-Engine', value: engine },
    {
      key: 'Countersign-Model',
      value: model.provider === 'scripted' ? `${model.name} (a script, not a model)` : model.name,
    },
    ...people.map((person) => ({ key: 'Reviewed-by', value: `${person.name} <${person.email}>` })),
  ]
}
