'use client'
// One thing that waits for this person: what would happen, why it is asked, what it blocks, and the buttons.
import Link from 'next/link'
import type { Ask, WaitingRow } from '../../lib/queries/load-waiting.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { StateMark } from '../ui/state.tsx'
import { decidableHere, explanation, headline } from './ask-words.ts'

export type Decision = 'approve' | 'deny'
export type DecisionState = { busy: Decision | null; problem: string | null }

export function WaitingLine({
  row,
  state,
  current,
  onDecide,
}: {
  row: WaitingRow
  state: DecisionState
  current: boolean
  onDecide: (decision: Decision) => void
}) {
  const { ask } = row
  const bad = row.waitsFor === 'provider' || row.waitsFor === 'trouble'
  const says = explanation(row)
  return (
    <div className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 gap-y-2 px-3 py-3 md:grid-cols-[1rem_minmax(0,1fr)_auto]">
      <StateMark tone={bad ? 'bad' : 'waits'} word={bad ? 'Stopped' : 'Waits for you'} className="mt-0.5" />
      <div className="min-w-0">
        <Link
          href={`/sessions/${row.id}`}
          className="wrap-anywhere font-semibold after:absolute after:inset-0"
        >
          {headline(row)}
        </Link>
        <p className="text-ink-2">
          {row.project.name} #{row.number} · described by {row.createdBy.name}
          {ask ? ` · blocks ${ask.blocks}` : null}
        </p>
        {ask && <What row={row} />}
        {ask && !isRoutine(ask) && <p className="mt-1 text-ink-2">asked because: {ask.rule}</p>}
        {says && <p className="mt-1 text-ink-2">{says}</p>}
        {state.problem && (
          <p role="alert" className="mt-1 text-bad">
            {state.problem}
          </p>
        )}
      </div>
      <div className="flex items-start gap-2 max-md:col-start-2 max-md:flex-row-reverse max-md:justify-between">
        <RelativeTime at={row.waitsSince ?? row.updatedAt} className="pt-1 text-ink-3" />
        <div className="relative z-10 flex gap-2">
          {decidableHere(row) ? (
            <>
              <Button
                busy={state.busy === 'deny'}
                disabled={state.busy === 'approve'}
                keys={current ? 'x' : undefined}
                onClick={() => onDecide('deny')}
              >
                Deny
              </Button>
              <Button
                variant="primary"
                busy={state.busy === 'approve'}
                disabled={state.busy === 'deny'}
                keys={current ? 'a' : undefined}
                onClick={() => onDecide('approve')}
              >
                Approve
              </Button>
            </>
          ) : (
            <ButtonLink href={`/sessions/${row.id}`}>Open</ButtonLink>
          )}
        </div>
      </div>
    </div>
  )
}

/** Every plan and every merge is asked for; only the others say why. */
const isRoutine = (ask: Ask): boolean => ask.kind === 'plan' || ask.kind === 'signature'

function What({ row }: { row: WaitingRow }) {
  const { ask } = row
  if (!ask?.what) return null
  if (isRoutine(ask)) return <p className="measure mt-1 line-clamp-2 text-ink-2">{ask.what}</p>
  return (
    <pre className="relative z-10 mt-1.5 max-h-40 w-fit max-w-full overflow-auto whitespace-pre-wrap wrap-anywhere rounded-sm border border-line bg-canvas px-2 py-1 text-code">
      {ask.what}
    </pre>
  )
}
