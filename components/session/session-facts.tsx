'use client'
// The header's numbers: round, time, tokens and cost, model. Each explains itself on hover.
import type { ReactNode } from 'react'
import { ended, type SessionState } from '../../lib/domain/session-state.ts'
import { cx } from '../ui/cx.ts'
import { Badge } from '../ui/state.tsx'
import { useMinute } from './use-minute.ts'
import { lasted, money, plural, shortCount } from './words.ts'

/** `short`: without the tokens, where buttons need the room. */
export function SessionFacts({ state, short }: { state: SessionState; short: boolean }) {
  const { inputTokens, outputTokens, costUsd, replies } = state.usage
  const tokens = inputTokens + outputTokens
  return (
    <div className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-ink-3 tabular-nums">
      {state.round > 0 && (
        <Fact title="How often the agent corrected itself since the last word of a person">
          round {state.round + 1}
        </Fact>
      )}
      <Elapsed state={state} />
      {tokens > 0 && !short && (
        <Fact
          wide
          title={`${inputTokens.toLocaleString('en')} tokens in, ${outputTokens.toLocaleString('en')} out, ${plural(replies, 'reply', 'replies')}`}
        >
          {shortCount(tokens)} tokens
        </Fact>
      )}
      {costUsd > 0 && (
        <Fact title={`By the prices in the settings: $${costUsd.toFixed(4)}`}>{money(costUsd)}</Fact>
      )}
      {state.model.provider === 'scripted' ? (
        <span title="A built-in script plays the model; nothing leaves this machine">
          <Badge>scripted model</Badge>
        </span>
      ) : (
        <Fact title="The model of this session" last>
          {state.model.name}
        </Fact>
      )}
    </div>
  )
}

function Fact({
  title,
  children,
  last = false,
  wide = false,
}: {
  title: string
  children: ReactNode
  last?: boolean
  /** Left out on phones. */
  wide?: boolean
}) {
  const look = wide ? 'max-md:hidden' : undefined
  return (
    <>
      <span title={title} className={cx('truncate', look)}>
        {children}
      </span>
      {!last && (
        <span aria-hidden="true" className={look}>
          ·
        </span>
      )}
    </>
  )
}

/** From the start to the end or to now; ticks by the minute, and waits for the browser's clock. */
function Elapsed({ state }: { state: SessionState }) {
  const over = ended.includes(state.phase)
  const now = useMinute()
  const end = over || now === 0 ? Date.parse(state.lastAt) : Math.max(now, Date.parse(state.lastAt))
  return (
    <Fact title={over ? 'From the start to the end' : 'Since the start'}>
      {lasted(end - Date.parse(state.startedAt))}
    </Fact>
  )
}
