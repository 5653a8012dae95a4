// Asks people to sign exactly one tree on exactly one head, with exactly these check results and decisions.
import type { z } from 'zod'
import type { SignatureSubject } from '../protocol/approval-subjects.ts'
import { carrySignature } from './carry-signature.ts'
import type { DrivenRun } from './perform-step.ts'
import { approvalRequest, parked } from './permit.ts'

export type Signature = z.infer<typeof SignatureSubject>

/** The subject as the log now stands; the executor makes it again just before it merges. */
export function signatureSubject({ log }: Pick<DrivenRun, 'log'>, commitMessage: string): Signature {
  const { projectId, base, build, checks, targetBranch } = log.state()
  return {
    v: 1,
    kind: 'signature',
    projectId,
    sessionId: log.fence.sessionId,
    subjectId: build!.buildId,
    targetRef: `refs/heads/${targetBranch}`,
    sessionBase: base!.commit,
    targetHead: build!.targetHead,
    mergedTree: build!.mergedTree,
    patchDigest: build!.patchDigest,
    checkResultsDigest: checks!.digest,
    decisionsDigest: build!.decisionsDigest,
    commitMessage,
  }
}

/** Unless one that was given before carries to this tree. */
export async function askSignature(run: DrivenRun): Promise<void> {
  const before = await carrySignature(run)
  if (before === 'carried') return
  const { requiredSignatures } = run.log.state()
  const built = run.log.events().findLast((event) => event.type === 'tree.built')
  if (built?.type !== 'tree.built') throw new Error('no tree to sign')
  const subject = signatureSubject(run, built.data.commitMessage.slice(0, 8_000).toWellFormed())
  const rule =
    requiredSignatures === 1
      ? 'Nothing merges without a signature.'
      : `Nothing merges without ${requiredSignatures} signatures of different people.`
  await run.log.record([
    ...before,
    approvalRequest(subject, { rule, blocks: 'the merge' }, requiredSignatures),
    parked(run),
  ])
}
