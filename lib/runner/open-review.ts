// Puts the work before people: every hunk of base → newest snapshot, with what was decided on the same hunk before carried over.
import { diffTrees } from '../git/diff.ts'
import type { EventData, Fact } from '../protocol/events.ts'
import type { DrivenRun } from './perform-step.ts'
import { parked } from './permit.ts'

type ListedHunk = EventData<'review.opened'>['hunks'][number]
/** An event stays under 32 KB. */
const partBytes = 24_000

export async function openReview(run: DrivenRun): Promise<void> {
  const { parts, log } = run
  const { base, snapshot, review, checks, projectId } = log.state()
  const tree = snapshot!.tree
  const files = await diffTrees(parts.folders.repository(projectId), base!.tree, tree)
  const carried = await latestDecisions(run)
  const hunks: ListedHunk[] = files.flatMap((file) =>
    file.hunks.map((hunk) => {
      const decision = carried.get(hunk.id)
      const header = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`
      return { id: hunk.id, path: file.path, header, ...(decision ? { decision } : {}) }
    }),
  )
  const failing = checks?.purpose === 'turn' && checks.tree === tree && checks.outcome !== 'passed'
  const split = splitBySize(hunks)
  const reviewId = crypto.randomUUID()
  let offset = 0
  const facts: Fact[] = split.map((part, index) => {
    const fact: Fact = {
      type: 'review.opened',
      data: {
        reviewId,
        revision: (review?.revision ?? 0) + 1,
        baseTree: base!.tree,
        tree,
        part: index + 1,
        parts: split.length,
        offset,
        hunks: part,
        hunkCount: hunks.length,
        failing: failing
          ? checks.outcome === 'error'
            ? 'The checks could not be run on this work.'
            : `Checks fail on this work: ${checks.counted} counted.`
          : null,
      },
    }
    offset += part.length
    return fact
  })
  await log.record([...facts, parked(run)])
}

/** The newest sent decision on each hunk id of this session, whatever round it was sent in. */
async function latestDecisions(run: DrivenRun): Promise<Map<string, 'accept' | 'reject'>> {
  const latest = new Map<string, 'accept' | 'reject'>()
  for (const event of run.log.events()) {
    if (event.type === 'review.submitted')
      for (const one of event.data.decisions) latest.set(one.hunkId, one.decision)
  }
  return latest
}

function splitBySize(hunks: readonly ListedHunk[]): ListedHunk[][] {
  const split: ListedHunk[][] = [[]]
  let size = 0
  for (const hunk of hunks) {
    const bytes = Buffer.byteLength(JSON.stringify(hunk))
    if (size + bytes > partBytes && split.at(-1)!.length > 0) {
      split.push([])
      size = 0
    }
    split.at(-1)!.push(hunk)
    size += bytes
  }
  return split
}
