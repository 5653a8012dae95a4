'use client'
// Preparing the project's environment: done, taken from the cache, or failed with its output.
import { memo } from 'react'
import type { StoryItem } from '../../../lib/domain/story.ts'
import { LongText } from '../../ui/long-text.tsx'
import { StateMark } from '../../ui/state.tsx'
import { headOf, loadLongText } from '../load-long-text.ts'
import { useScope } from '../session-scope.tsx'
import { duration } from '../words.ts'
import { Fold } from './fold.tsx'

export const SetupLine = memo(function SetupLine({ item }: { item: Extract<StoryItem, { kind: 'setup' }> }) {
  const { sessionId } = useScope()
  const { setup } = item
  const failed = setup.outcome === 'failed'
  const line = (
    <>
      {failed && <StateMark tone="bad" word="failed" className="mr-1 align-[-3px]" />}
      <strong className="font-semibold text-ink">Setup</strong>{' '}
      {setup.command === null ? (
        'nothing to prepare'
      ) : (
        <>
          <code className="text-code">{setup.command}</code>{' '}
          {failed ? 'failed' : setup.cached ? 'from the cache' : `took ${duration(setup.durationMs)}`}
        </>
      )}
    </>
  )
  if (headOf(setup.output) === '') return <p className="text-ink-2">{line}</p>
  return (
    <Fold line={line} startsOpen={failed}>
      <LongText
        text={setup.output}
        fromEnd
        lines={12}
        label="Setup output"
        load={() => loadLongText(sessionId, item.seq, setup.output)}
      />
    </Fold>
  )
})
