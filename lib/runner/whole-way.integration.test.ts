// The whole way of one session without a browser: describe, plan, approve, build, check, correct, review, sign, merge.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGit } from '../git/run-git.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here?.stop())

describe('a session on the sample project', () => {
  it('goes from a desired state to a merge commit whose tree is the signed one', async () => {
    const projectId = await here.addSampleProject()
    const { sessionId } = await here.send({
      type: 'session.create',
      data: {
        projectId,
        desiredState: 'A parcel of exactly 1.1 kg costs one further step, not two.',
        mentions: [],
        mode: 'plan',
        model: { provider: 'scripted', name: 'scripted/bug-fix' },
      },
    })
    const plan = await here.waitFor(sessionId, 'approval.requested')
    expect(plan.data.subject.kind).toBe('plan')
    await here.waitFor(sessionId, 'run.parked')
    await here.send({
      type: 'approval.decide',
      sessionId,
      data: { approvalId: plan.data.approvalId, digest: plan.data.digest, decision: 'approve', reason: '' },
    })

    const first = await here.waitFor(sessionId, 'check.finished', 0, (event) => event.data.purpose === 'turn')
    expect(first.data.outcome).toBe('failed')
    const review = await here.waitFor(sessionId, 'review.opened')
    const second = await here.waitFor(
      sessionId,
      'check.finished',
      first.seq,
      (event) => event.data.purpose === 'turn',
    )
    expect(second.data.outcome).toBe('passed')
    expect(review.data.failing).toBeNull()
    await here.waitFor(sessionId, 'run.parked', review.seq)
    await here.send({
      type: 'review.submit',
      sessionId,
      data: {
        reviewId: review.data.reviewId,
        decisions: review.data.hunks.map((hunk) => ({ hunkId: hunk.id, decision: 'accept' as const })),
        comments: [],
        message: '',
        next: 'request-signature',
      },
    })
    const signature = await here.waitFor(sessionId, 'approval.requested', review.seq)
    if (signature.data.subject.kind !== 'signature') throw new Error('expected a signature')
    await here.waitFor(sessionId, 'run.parked', signature.seq)
    await here.send({
      type: 'approval.decide',
      sessionId,
      data: {
        approvalId: signature.data.approvalId,
        digest: signature.data.digest,
        decision: 'approve',
        reason: '',
      },
    })
    const merged = await here.waitFor(sessionId, 'merge.finished')
    expect(merged.data.tree).toBe(signature.data.subject.mergedTree)
    await here.waitFor(sessionId, 'run.finished')

    const bare = here.parts.folders.repository(projectId)
    expect(await readGit({ gitDir: bare }, ['rev-parse', 'refs/heads/main'])).toBe(merged.data.commit)
    expect(await readGit({ gitDir: bare }, ['rev-parse', `${merged.data.commit}^{tree}`])).toBe(
      signature.data.subject.mergedTree,
    )
    const message = await readGit({ gitDir: bare }, ['log', '-1', '--format=%B', merged.data.commit])
    expect(message).toContain('Countersign-Model: scripted/bug-fix (a script, not a model)')
    expect(message).toContain('Reviewed-by: Ada Admin')
  })
})
