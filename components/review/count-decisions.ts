// How far a review is: what was sent and what is drafted, put together. A draft shows before what was sent, as it is about
// to replace it.

import type { ReviewView } from '../../lib/domain/story.ts'
import type { Choice, Draft } from './draft.ts'

export type HunkState = Choice & { source: 'draft' | 'sent'; by: string | null }
export type FileState = 'undecided' | 'part' | 'accepted' | 'rejected' | 'mixed'

type Sent = ReviewView['decisions']

/** null: nobody decided. */
export function stateOfHunk(hunkId: string, sent: Sent, draft: Pick<Draft, 'choices'>): HunkState | null {
  const drafted = draft.choices[hunkId]
  if (drafted) return { ...drafted, source: 'draft', by: null }
  const one = sent[hunkId]
  return one
    ? { decision: one.decision, source: 'sent', by: one.by, ...(one.reason ? { reason: one.reason } : {}) }
    : null
}

/** mixed: every hunk decided, some each way. part: some hunks wait. */
export function stateOfFile(
  hunkIds: readonly string[],
  sent: Sent,
  draft: Pick<Draft, 'choices'>,
): FileState {
  const states = hunkIds.map((id) => stateOfHunk(id, sent, draft)?.decision ?? null)
  if (states.every((one) => one === null)) return 'undecided'
  if (states.includes(null)) return 'part'
  if (states.every((one) => one === 'accept')) return 'accepted'
  return states.every((one) => one === 'reject') ? 'rejected' : 'mixed'
}

export type Count = {
  total: number
  decided: number
  accepted: number
  rejected: number
  undecided: string[]
}

export function countDecisions(hunkIds: readonly string[], sent: Sent, draft: Pick<Draft, 'choices'>): Count {
  const count: Count = { total: hunkIds.length, decided: 0, accepted: 0, rejected: 0, undecided: [] }
  for (const id of hunkIds) {
    const state = stateOfHunk(id, sent, draft)
    if (!state) {
      count.undecided.push(id)
      continue
    }
    count.decided += 1
    if (state.decision === 'accept') count.accepted += 1
    else count.rejected += 1
  }
  return count
}

/** What a submission holds: drafted choices on hunks of this review, and comments with words in them. */
export function submissionOf(draft: Draft, hunkIds: readonly string[]) {
  const known = new Set(hunkIds)
  return {
    decisions: Object.entries(draft.choices)
      .filter(([hunkId]) => known.has(hunkId))
      .map(([hunkId, choice]) => ({ hunkId, ...choice })),
    comments: draft.comments
      .filter((one) => one.text.trim() !== '')
      .map((one) => ({ ...one, text: one.text.trim() })),
    message: draft.message.trim(),
  }
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
