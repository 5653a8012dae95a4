'use client'
// Where the session starts from, how fresh that is, and what the repository tells agents, on request.
import { memo } from 'react'
import type { StoryItem } from '../../../lib/domain/story.ts'
import type { EventData } from '../../../lib/protocol/events.ts'
import { LongText } from '../../ui/long-text.tsx'
import { loadLongText } from '../load-long-text.ts'
import { useScope } from '../session-scope.tsx'
import { plural, short } from '../words.ts'
import { Fold } from './fold.tsx'

export const BaseLine = memo(function BaseLine({ item }: { item: Extract<StoryItem, { kind: 'base' }> }) {
  const { sessionId } = useScope()
  const { base } = item
  const instructions = base.instructions
  return (
    <div className="flex flex-col gap-0.5">
      <p className="text-ink-2">
        <strong className="font-semibold text-ink">Base</strong> {fetched(base)} at{' '}
        <code className="text-code">{short(base.commit)}</code>
        {base.uncommittedFiles > 0 &&
          `; your ${plural(base.uncommittedFiles, 'uncommitted file')} ${base.uncommittedFiles === 1 ? 'is' : 'are'} not included`}
      </p>
      {base.message && <p className={base.fetch === 'stale' ? 'text-waits' : 'text-ink-3'}>{base.message}</p>}
      {instructions && (
        <Fold quiet line="AGENTS.md is given to the agent">
          <LongText
            text={instructions}
            label="AGENTS.md"
            load={() => loadLongText(sessionId, item.seq, instructions)}
          />
        </Fold>
      )}
    </div>
  )
})

function fetched({ fetch }: EventData<'base.resolved'>): string {
  if (fetch === 'fresh') return 'fetched just then,'
  return fetch === 'stale' ? 'could not be fetched; as last known,' : 'read from the local repository,'
}
