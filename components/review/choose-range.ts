// Which two trees the panel compares: the whole change, one round against the one before, or what the URL names. Pure.

import type { SessionState } from '../../lib/domain/session-state.ts'
import type { Story } from '../../lib/domain/story.ts'
import type { Range } from './use-changes.ts'

export type Scope = { id: string; label: string; range: Range }

/** Everything first, then the rounds, newest first. Empty while there is nothing to compare. */
export function listScopes(state: SessionState, story: Story): Scope[] {
  const base = state.review?.baseTree ?? state.base?.tree
  if (!base) return []
  const snapshots = story.snapshots.filter((one, at) => one.tree !== (story.snapshots[at - 1]?.tree ?? base))
  const waits = state.phase === 'review-waits' ? state.review?.tree : undefined
  // While the agent works on, its newest snapshot is ahead of the review that was sent back.
  const newest = waits ?? state.snapshot?.tree ?? state.review?.tree
  if (!newest) return []
  const scopes: Scope[] = [{ id: 'all', label: 'Everything', range: { from: base, to: newest } }]
  for (let at = snapshots.length - 1; at > 0; at -= 1) {
    const [from, to] = [snapshots[at - 1]!.tree, snapshots[at]!.tree]
    const last = at === snapshots.length - 1 && to === newest
    const label = last ? 'Against the round before' : `Round ${at} to ${at + 1}`
    scopes.push({ id: `${from}-${to}`, label, range: { from, to } })
  }
  return scopes
}

/** The scope that the URL names, else everything; null when there is nothing to compare. */
export function chooseScope(scopes: readonly Scope[], from: string | null, to: string | null): Scope | null {
  if (from && to) {
    const known = scopes.find((scope) => scope.range.from === from && scope.range.to === to)
    return known ?? { id: 'url', label: `${from.slice(0, 7)} to ${to.slice(0, 7)}`, range: { from, to } }
  }
  return scopes[0] ?? null
}

/** Paths whose tests lost assertions, with how many, by the newest check that looked. */
export function loosenedPaths(story: Story, tree: string | null): Map<string, number> {
  const looked = story.checkRuns.findLast((run) => run.finished?.loosened && (!tree || run.tree === tree))
  const newest = looked ?? story.checkRuns.findLast((run) => run.finished?.loosened)
  const files = newest?.finished?.loosened?.files ?? []
  return new Map(
    files.filter((file) => file.removedAssertions > 0).map((file) => [file.path, file.removedAssertions]),
  )
}
