// What stands on the signature screen, gathered from the story: only facts about exactly this tree. Pure.

import type { z } from 'zod'
import type { AskView, CheckRunView, Story } from '../../lib/domain/story.ts'
import type { SignatureSubject } from '../../lib/protocol/approval-subjects.ts'
import type { EventData } from '../../lib/protocol/events.ts'
import type { Person } from '../../lib/protocol/values.ts'

export type Subject = z.infer<typeof SignatureSubject>
type Build = EventData<'tree.built'>

export type SignatureView = {
  subject: Subject
  build: Build | null
  /** The finished checks on exactly the merged tree. */
  checks: CheckRunView | null
  /** Distinct people who signed so far. */
  signers: Person[]
  /** Whose decisions on hunks are signed. */
  deciders: string[]
  /** Everyone who sent a review of this session. */
  reviewers: string[]
  rejectedWithReason: number
  /** The request before this one, when it was voided because something moved: what was built then. */
  replaced: { reason: string; subject: Subject; build: Build | null } | null
}

/** null for an ask that is no signature. */
export function describeSignature(story: Story, ask: AskView): SignatureView | null {
  if (ask.subject.kind !== 'signature') return null
  const { subject } = ask
  const builds = story.items.flatMap((item) => (item.kind === 'built' ? [item.build] : []))
  const build = builds.findLast((one) => one.mergedTree === subject.mergedTree) ?? null
  const checks = story.checkRuns.findLast(
    (run) => run.purpose === 'merged' && run.tree === subject.mergedTree && run.finished,
  )
  const decisions = Object.values(story.review?.decisions ?? {})
  return {
    subject,
    build,
    checks: checks ?? null,
    signers: distinctSigners(ask),
    deciders: distinct(decisions.map((one) => one.by)),
    reviewers: distinct(story.items.map((item) => (item.kind === 'review' ? (item.by?.name ?? '') : ''))),
    rejectedWithReason: decisions.filter((one) => one.decision === 'reject' && one.reason).length,
    replaced: findReplaced(story, ask, builds),
  }
}

const distinct = (names: string[]) => [...new Set(names.filter((name) => name !== ''))]

function distinctSigners(ask: AskView): Person[] {
  const signed = ask.decisions.filter((one) => one.decision === 'approve').map((one) => one.person)
  return signed.filter((person, at) => signed.findIndex((other) => other.userId === person.userId) === at)
}

function findReplaced(story: Story, ask: AskView, builds: readonly Build[]): SignatureView['replaced'] {
  const asks = story.items.flatMap((item) =>
    item.kind === 'ask' && item.ask.subject.kind === 'signature' ? [item.ask] : [],
  )
  const before = asks[asks.findIndex((one) => one.approvalId === ask.approvalId) - 1]
  if (before?.subject.kind !== 'signature' || ask.subject.kind !== 'signature') return null
  // An edited message also makes a new request; only another tree or head is worth a warning.
  const same =
    before.subject.targetHead === ask.subject.targetHead &&
    before.subject.mergedTree === ask.subject.mergedTree
  if (same || before.subject.patchDigest !== ask.subject.patchDigest) return null
  const { subject } = before
  const build = builds.findLast((one) => one.mergedTree === subject.mergedTree) ?? null
  return { reason: before.voidReason ?? '', subject, build }
}

/** "9c1e 2f07 77b0 41aa": enough to compare by eye. */
export function groupDigest(digest: string): string {
  return digest.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')
}
