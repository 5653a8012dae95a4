'use client'
// The line above a hunk: where it is, what was decided and by whom, and the buttons that decide.

import { Check, X } from 'lucide-react'
import type { HunkHead } from '../../lib/review/changes-answer.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import type { HunkState } from './count-decisions.ts'
import { rangeOf } from './describe-file.ts'

export type Decide = (hunkId: string, decision: 'accept' | 'reject' | 'undo') => void

export function HunkHeader({
  hunk,
  state,
  open,
  first,
  current,
  onDecide,
}: {
  hunk: HunkHead
  /** The file's head with its line is right above. */
  first: boolean
  state: HunkState | null
  /** Decisions can be made now. */
  open: boolean
  current: boolean
  onDecide: Decide
}) {
  const range = rangeOf(hunk)
  return (
    <div
      className={cx(
        'flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-1',
        !first && 'border-t',
        current ? 'bg-sunken' : 'bg-canvas',
      )}
    >
      <span className="flex min-w-0 flex-1 items-center gap-2">
        <code className="shrink-0 text-ink-3 text-xs">{range ?? 'whole file'}</code>
        {state && <Decided state={state} />}
        {hunk.heading && (
          <code title={hunk.heading} className="min-w-0 truncate text-ink-3 text-xs">
            {hunk.heading}
          </code>
        )}
      </span>
      {open && <Deciding hunk={hunk} state={state} current={current} onDecide={onDecide} />}
    </div>
  )
}

function Decided({ state }: { state: HunkState }) {
  const accepted = state.decision === 'accept'
  const Icon = accepted ? Check : X
  return (
    <span
      className={cx(
        'inline-flex shrink-0 items-center gap-1 text-xs',
        accepted ? 'text-passed' : 'rounded-full bg-bad-surface px-1.5 py-px text-bad',
      )}
    >
      <Icon aria-hidden="true" className="size-3" strokeWidth={2.5} />
      {accepted ? 'accepted' : 'rejected'}
      {state.source === 'sent' && state.by && <span className="text-ink-3">by {state.by}</span>}
    </span>
  )
}

function Deciding({
  hunk,
  state,
  current,
  onDecide,
}: Pick<Parameters<typeof HunkHeader>[0], 'hunk' | 'state' | 'current' | 'onDecide'>) {
  const key = (keys: string) => (current ? keys : undefined)
  if (state?.source === 'draft')
    return (
      <Button size="sm" variant="quiet" keys={key('u')} onClick={() => onDecide(hunk.id, 'undo')}>
        Undo
      </Button>
    )
  return (
    <span className="flex gap-2 max-md:w-full">
      {state?.decision !== 'reject' && (
        <Button
          size="sm"
          aria-label="Reject hunk"
          keys={key('x')}
          onClick={() => onDecide(hunk.id, 'reject')}
          className="max-md:flex-1"
        >
          Reject
        </Button>
      )}
      {state?.decision !== 'accept' && (
        <Button
          size="sm"
          aria-label="Accept hunk"
          keys={key('a')}
          onClick={() => onDecide(hunk.id, 'accept')}
          className="max-md:flex-1"
        >
          Accept
        </Button>
      )}
    </span>
  )
}
