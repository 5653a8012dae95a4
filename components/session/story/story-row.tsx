'use client'
// One row of the story: the time in its own column, and what happened.
import { memo } from 'react'
import type { SessionState } from '../../../lib/domain/session-state.ts'
import type { Story, StoryItem } from '../../../lib/domain/story.ts'
import { ClockTime } from '../../ui/relative-time.tsx'
import { AskLine } from './ask-line.tsx'
import { BaseLine } from './base-line.tsx'
import { ChecksLine } from './checks-line.tsx'
import { FoldLine } from './fold.tsx'
import type { StoryRow as Row } from './list-rows.ts'
import { MergedBlock } from './merged-block.tsx'
import { PlanBlock } from './plan-block.tsx'
import { SetupLine } from './setup-line.tsx'
import { BuiltLine, MessageLine, NoteLine, ReviewLine, SnapshotLine, TurnLine } from './small-lines.tsx'
import { WordsBlock } from './words-block.tsx'
import { WorkGroup } from './work-group.tsx'

/** Facts of the whole story that some rows need. Rows that need none get null, so that they rest while others move. */
export type RowFacts = { story: Story; state: SessionState } | null

export const StoryRow = memo(function StoryRow({
  row,
  facts,
  onToggleTurn,
}: {
  row: Row
  facts: RowFacts
  onToggleTurn: (turnKey: string) => void
}) {
  return (
    <article className="grid grid-cols-[2.75rem_minmax(0,1fr)] gap-x-2 px-4 py-[7px] md:px-5">
      {row.showTime ? <ClockTime at={row.at} className="pt-px text-ink-3" /> : <span />}
      <div className="min-w-0">
        {row.kind === 'folded' ? (
          <FoldLine open={row.open} onToggle={() => onToggleTurn(row.turnKey)} quiet>
            {row.words}
          </FoldLine>
        ) : (
          <StoryPart item={row.item} facts={facts} />
        )}
      </div>
    </article>
  )
})

/** Kinds of items whose words depend on more than themselves. */
export const needsFacts = (item: StoryItem) =>
  item.kind === 'checks' || item.kind === 'plan' || item.kind === 'review' || item.kind === 'merged'

function StoryPart({ item, facts }: { item: StoryItem; facts: RowFacts }) {
  switch (item.kind) {
    case 'base':
      return <BaseLine item={item} />
    case 'setup':
      return <SetupLine item={item} />
    case 'checks':
      return facts && <ChecksRow item={item} story={facts.story} />
    case 'turn':
      return <TurnLine item={item} />
    case 'words':
      return <WordsBlock item={item} />
    case 'work':
      return <WorkGroup item={item} />
    case 'plan':
      return (
        facts && <PlanBlock plan={item.plan} latest={facts.story.plan?.revision === item.plan.revision} />
      )
    case 'ask':
      return <AskLine ask={item.ask} />
    case 'message':
      return <MessageLine item={item} />
    case 'snapshot':
      return <SnapshotLine item={item} />
    case 'review':
      return (
        <ReviewLine
          item={item}
          hunks={facts?.story.review?.reviewId === item.reviewId ? facts.story.review.hunks : null}
        />
      )
    case 'built':
      return <BuiltLine item={item} />
    case 'merged':
      return (
        facts && (
          <MergedBlock item={item} message={facts.story.merging?.message ?? null} state={facts.state} />
        )
      )
    case 'note':
      return <NoteLine item={item} />
    case 'desired':
      return null
  }
}

function ChecksRow({ item, story }: { item: Extract<StoryItem, { kind: 'checks' }>; story: Story }) {
  const run = story.checkRuns.find((one) => one.checkRunId === item.checkRunId)
  if (!run) return <p className="text-ink-3">Checks that are not loaded here.</p>
  const turns = story.checkRuns.filter((one) => one.purpose === 'turn')
  const before = run.purpose === 'turn' ? turns[turns.indexOf(run) - 1] : undefined
  const fix = story.items.find((one) => one.kind === 'turn' && one.turnKind === 'fix' && one.seq > item.seq)
  const led = run.finished?.outcome === 'failed' && fix?.kind === 'turn' && fix.round === run.round + 1
  return (
    <ChecksLine
      run={run}
      marks={story.marks}
      nextRound={run.purpose === 'turn' && led ? fix.round + 1 : null}
      before={before && run.round > 0 ? before.tree : null}
    />
  )
}
