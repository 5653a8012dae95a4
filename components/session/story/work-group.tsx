'use client'
// A run of calls as one line with counts. Opens by itself while a call runs, to show the end of its output.
import { memo } from 'react'
import type { CallView, StoryItem } from '../../../lib/domain/story.ts'
import { StateMark } from '../../ui/state.tsx'
import { plainOutput } from '../load-long-text.ts'
import { useItemText } from '../use-item-text.ts'
import { WorkLink } from '../work-link.tsx'
import { CallLine } from './call-line.tsx'
import { Fold } from './fold.tsx'
import { countCalls, toldCalls } from './list-rows.ts'

const tailLines = 6

export const WorkGroup = memo(function WorkGroup({ item }: { item: Extract<StoryItem, { kind: 'work' }> }) {
  const calls = toldCalls(item.calls)
  const running = calls.find((call) => call.outcome === null)
  const alone = running && calls.length === 1
  const failed = calls.filter(didFail).length
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {!alone && (
        <Fold
          line={
            <>
              <strong className="font-semibold text-ink">{countCalls(calls)}</strong>
              {failed > 0 && <span className="text-bad"> · {failed} failed</span>}{' '}
              <span className="text-ink-3">{outline(calls)}</span>
            </>
          }
        >
          <ul aria-label="Calls" className="flex flex-col">
            {calls.map((call) => (
              <CallLine key={call.callId} call={call} />
            ))}
          </ul>
        </Fold>
      )}
      {running && <RunningCall call={running} />}
    </div>
  )
})

const didFail = (call: CallView) =>
  call.outcome === 'failed' || call.outcome === 'stopped' || (call.exitCode !== null && call.exitCode !== 0)

/** The titles of the first calls, so that a folded line says more than a number. */
const outline = (calls: readonly CallView[]) =>
  calls
    .slice(0, 2)
    .map((call) => (call.title.length > 60 ? `${call.title.slice(0, 59)}…` : call.title))
    .join(', ') + (calls.length > 2 ? ', …' : '')

function RunningCall({ call }: { call: CallView }) {
  const text = useItemText(`${call.callId}.output`)
  const tail = plainOutput(text.slice(-4000)).trimEnd().split('\n').slice(-tailLines).join('\n')
  return (
    <div className="min-w-0 border-running border-l-2 pl-3">
      <WorkLink
        to={{ tab: 'terminal', call: call.callId }}
        className="flex items-center gap-1.5 hover:underline touch"
      >
        <StateMark tone="running" word="Running" />
        <span className="min-w-0 truncate font-mono text-code">{call.title}</span>
      </WorkLink>
      {tail !== '' && (
        <pre
          role="log"
          aria-label="Live output"
          className="mt-1 overflow-hidden text-ink-2 text-xs leading-[1.125rem]"
        >
          {tail}
        </pre>
      )}
    </div>
  )
}
