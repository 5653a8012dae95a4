'use client'
// What fails on the base already, by name, each with what it means for the work: it must pass afterwards, or it is ignored.
import { useState } from 'react'
import type { Story } from '../../../lib/domain/story.ts'
import type { EventData } from '../../../lib/protocol/events.ts'
import { cx } from '../../ui/cx.ts'
import { toast } from '../../ui/toast.tsx'
import { useScope } from '../session-scope.tsx'
import { Fold } from './fold.tsx'

type Treatment = 'must-pass' | 'ignore'
const choices: [Treatment, string][] = [
  ['must-pass', 'must pass'],
  ['ignore', 'ignore'],
]
const foldAbove = 6

export function BaseFailures({
  finished,
  marks,
}: {
  finished: EventData<'check.finished'>
  marks: Story['marks']
}) {
  const names = [...new Set([...finished.counted, ...finished.ignored])]
  if (names.length === 0) return null
  const list = (
    <ul aria-label="Failing on the base" className="mt-1 flex flex-col">
      {names.map((name) => (
        <Failure key={name} name={name} treatment={marks[name] ?? 'ignore'} />
      ))}
    </ul>
  )
  return names.length <= foldAbove ? list : <Fold line={`Show the ${names.length} names`}>{list}</Fold>
}

function Failure({ name, treatment }: { name: string; treatment: Treatment }) {
  const { client, reader } = useScope()
  const [asked, setAsked] = useState<Treatment | null>(null)
  const shown = asked ?? treatment
  async function mark(next: Treatment) {
    if (next === shown || !reader.mayDecide) return
    setAsked(next)
    const answer = await client.send('check.mark', { name, treatment: next })
    if (!answer.ok) toast.error(answer.message)
    setAsked(null)
  }
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-line border-t py-1 first:border-t-0">
      <span className="min-w-0 flex-1 basis-40 wrap-anywhere">{name}</span>
      {reader.mayDecide ? (
        <fieldset
          className="flex shrink-0 rounded-sm border border-line text-xs"
          aria-label={`After the work, ${name}`}
        >
          {choices.map(([value, words]) => (
            <button
              key={value}
              type="button"
              aria-pressed={shown === value}
              onClick={() => void mark(value)}
              className={cx(
                'rounded-sm px-1.5 py-0.5 touch max-md:px-3',
                shown === value ? 'bg-sunken font-medium text-ink' : 'text-ink-3 hover:text-ink',
              )}
            >
              {words}
              <span className="sr-only"> afterwards</span>
            </button>
          ))}
        </fieldset>
      ) : (
        <span className="text-ink-3 text-xs">
          {shown === 'must-pass' ? 'must pass afterwards' : 'ignored'}
        </span>
      )}
    </li>
  )
}
