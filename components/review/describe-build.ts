// Where building and checking the accepted tree stands, and what failed, from the story. Pure.

import type { SessionState } from '../../lib/domain/session-state.ts'
import type { CheckRunView, Story } from '../../lib/domain/story.ts'
import type { CheckResult, LongText } from '../../lib/protocol/values.ts'

export type BuildView =
  | { kind: 'none' }
  | { kind: 'working'; words: string; run: CheckRunView | null }
  | { kind: 'failed'; run: CheckRunView; results: CheckResult[]; counted: string[] }

export function describeBuild(state: SessionState, story: Story): BuildView {
  const run = story.checkRuns.findLast((one) => one.purpose === 'merged') ?? null
  switch (state.phase) {
    case 'building': {
      if (!story.build) return { kind: 'working', words: 'Building the tree you accepted', run: null }
      const mine = run?.tree === story.build.mergedTree ? run : null
      const tree = story.build.mergedTree.slice(0, 7)
      if (mine?.finished)
        return { kind: 'working', words: `Tree ${tree} is checked; asking for the signature`, run: null }
      return mine
        ? {
            kind: 'working',
            words: `Checking tree ${tree}, merged with ${state.targetBranch}, on a clean checkout`,
            run: mine,
          }
        : { kind: 'working', words: `Tree ${tree} is built; its checks come next`, run: null }
    }
    case 'review-waits': {
      const finished = run?.finished
      // Only when nothing was checked since: the newest check is this one.
      if (!finished || finished.outcome === 'passed' || state.checks?.id !== run.checkRunId)
        return { kind: 'none' }
      const results = finished.results.filter((result) => result.outcome !== 'passed')
      return { kind: 'failed', run, results, counted: finished.counted }
    }
    default:
      return { kind: 'none' }
  }
}

const headOf = (text: LongText) => (typeof text === 'string' ? text : text.head)
const MESSAGE = 8000
const OUTPUT = 5000

/** The words that tell the agent what failed, within the length of a message. */
export function failureMessage(failed: Extract<BuildView, { kind: 'failed' }>, targetBranch: string): string {
  const parts = [`The accepted changes, merged with ${targetBranch}, fail these checks:`]
  for (const result of failed.results) {
    const exit = result.exitCode === null ? '' : ` (exit code ${result.exitCode})`
    parts.push(`\n${result.name}: ${result.command}${exit}`)
    for (const failure of result.failures.slice(0, 20)) parts.push(`- ${failure.name}: ${failure.message}`)
    const output = headOf(result.output).trim()
    if (output) parts.push(output.slice(-Math.floor(OUTPUT / failed.results.length)))
  }
  return parts.join('\n').slice(0, MESSAGE)
}
