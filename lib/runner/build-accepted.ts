// Sent decisions build a tree: accepted hunks on the session's base, merged with the target branch as it is now.
import { digestOf } from '../auth/decision-mac.ts'
import { withoutReservedTrailers } from '../domain/reserved-trailer.ts'
import { commitTree } from '../git/commit-tree.ts'
import { diffStat, diffTrees } from '../git/diff.ts'
import { buildTree, mergeTrees } from '../git/merge.ts'
import { readBlob, treeOf } from '../git/read-tree.ts'
import { advanceTarget, keepRef } from '../git/refs.ts'
import type { Event } from '../protocol/events.ts'
import { acceptedChanges } from '../review/accept-hunks.ts'
import { decisionsDigestInput, patchDigestInput } from '../review/digest-input.ts'
import { voidPending } from './carry-signature.ts'
import type { DrivenRun } from './perform-step.ts'
import { parked } from './permit.ts'
import { fetchSource } from './resolve-base.ts'

const maxBlobBytes = 200_000_000

export type Accepted = {
  tree: string
  patchDigest: string
  decisionsDigest: string
  accepted: number
  rejected: number
}

/** Splices the decisions of the review that asked for a signature. The same log gives the same tree. */
export async function spliceAccepted({ parts, log }: Pick<DrivenRun, 'parts' | 'log'>): Promise<Accepted> {
  const { review, base, projectId } = log.state()
  const bare = parts.folders.repository(projectId)
  const files = await diffTrees(bare, base!.tree, review!.tree)
  const decisions = decisionsOf(log.events(), review!.id)
  const accepted = new Set(
    [...decisions].filter(([, decision]) => decision === 'accept').map(([hunkId]) => hunkId),
  )
  const changes = await acceptedChanges(
    files,
    accepted,
    async (oid) => (await readBlob(bare, oid, maxBlobBytes)).bytes,
  )
  const tree = await buildTree({ bare, baseTree: base!.tree, changes })
  return {
    tree,
    patchDigest: digestOf(patchDigestInput(await diffTrees(bare, base!.tree, tree))),
    decisionsDigest: digestOf(
      decisionsDigestInput([...decisions].map(([hunkId, decision]) => ({ hunkId, decision }))),
    ),
    accepted: accepted.size,
    rejected: decisions.size - accepted.size,
  }
}

/** Latest sent decision by hunk, of the hunks of this review, carried ones included. */
function decisionsOf(events: readonly Event[], reviewId: string): Map<string, 'accept' | 'reject'> {
  const decisions = new Map<string, 'accept' | 'reject'>()
  for (const event of events) {
    if (event.type === 'review.opened' && event.data.reviewId === reviewId) {
      for (const hunk of event.data.hunks) if (hunk.decision) decisions.set(hunk.id, hunk.decision)
    }
    if (event.type === 'review.submitted' && event.data.reviewId === reviewId) {
      for (const one of event.data.decisions) decisions.set(one.hunkId, one.decision)
    }
  }
  return decisions
}

export async function buildAccepted(run: DrivenRun): Promise<void> {
  const { parts, log, signal } = run
  const { projectId, targetBranch, base, review, number, title } = log.state()
  const bare = parts.folders.repository(projectId)
  await fetchSource(parts, projectId, signal)
  const target = await advanceTarget(bare, targetBranch)
  const accepted = await spliceAccepted(run)
  const submitted = log.events().findLast((event) => event.type === 'review.submitted')
  const author = await authorOf(run, submitted)
  const acceptedCommit = await commitTree({
    bare,
    tree: accepted.tree,
    parents: [base!.commit],
    message: `${title}\n\nAccepted hunks of session ${number}.`,
    author,
    committer: author,
    date: new Date(submitted?.at ?? 0),
  })
  await keepRef(bare, `refs/countersign/${log.fence.sessionId}/accepted`, acceptedCommit)
  const merged = await mergeTrees({ bare, ours: target.head, theirs: acceptedCommit })
  if (merged.outcome === 'conflicted') {
    await log.record([
      ...voidPending(run, 'What was signed conflicts with the target branch as it is now.'),
      { type: 'merge.conflicted', data: { targetHead: target.head, paths: merged.paths.slice(0, 500) } },
      parked(run),
    ])
    return
  }
  await keepRef(
    bare,
    `refs/countersign/${log.fence.sessionId}/merged`,
    await keepTree(bare, merged.tree, target.head, acceptedCommit),
  )
  const stat = await diffStat(bare, await treeOf(bare, target.head), merged.tree)
  await log.record([
    {
      type: 'tree.built',
      data: {
        buildId: crypto.randomUUID(),
        reviewId: review!.id,
        acceptedTree: accepted.tree,
        acceptedCommit,
        mergedTree: merged.tree,
        targetHead: target.head,
        patchDigest: accepted.patchDigest,
        decisionsDigest: accepted.decisionsDigest,
        accepted: accepted.accepted,
        rejected: accepted.rejected,
        ...stat,
        commitMessage: messageFor(title, log.events()) || `Session ${number}`,
      },
    },
  ])
}

/** A commit that only keeps the tree from being collected until it is signed. */
function keepTree(bare: string, tree: string, head: string, acceptedCommit: string): Promise<string> {
  const ours = { name: 'Countersign', email: 'countersign@localhost' }
  return commitTree({
    bare,
    tree,
    parents: [head, acceptedCommit],
    message: 'Built, not signed',
    author: ours,
    committer: ours,
    date: new Date(0),
  })
}

export async function authorOf(
  { parts }: Pick<DrivenRun, 'parts'>,
  event: Event | undefined,
): Promise<{ name: string; email: string }> {
  const userId = event?.actor.kind === 'person' ? event.actor.userId : null
  const user = userId
    ? await parts.db.user.findUnique({ where: { id: userId }, select: { name: true, email: true } })
    : null
  return user ?? { name: 'Countersign', email: 'countersign@localhost' }
}

function messageFor(title: string, events: readonly Event[]): string {
  const plan = events.findLast((event) => event.type === 'plan.proposed')
  return withoutReservedTrailers(plan?.type === 'plan.proposed' ? `${title}\n\n${plan.data.summary}` : title)
}
