'use client'
// The header's numbers: round, time, tokens and cost, model. Each explains itself on hover.
import { useSyncExternalStore } from 'react'
import { ended, type SessionState } from '../../lib/domain/session-state.ts'
import { Badge } from '../ui/state.tsx'
import { lasted, money, plural, shortCount } from './words.ts'

export function SessionFacts({ state }: { state: SessionState }) {
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
      {tokens > 0 && (
        <Fact
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
}: {
  title: string
  children: React.ReactNode
  last?: boolean
}) {
  return (
    <>
      <span title={title} className="truncate">
        {children}
      </span>
      {!last && <span aria-hidden="true">·</span>}
    </>
  )
}

/** From the start to the end or to now; ticks by the minute, and waits for the browser's clock. */
function Elapsed({ state }: { state: SessionState }) {
  const over = ended.includes(state.phase)
  const now = useSyncExternalStore(everyMinute, readMinute, () => 0)
  const end = over || now === 0 ? Date.parse(state.lastAt) : Math.max(now, Date.parse(state.lastAt))
  return (
    <Fact title={over ? 'From the start to the end' : 'Since the start'}>
      {lasted(end - Date.parse(state.startedAt))}
    </Fact>
  )
}

const readMinute = () => Math.floor(Date.now() / 60_000) * 60_000
function everyMinute(onTick: () => void): () => void {
  const timer = setInterval(onTick, 15_000)
  return () => clearInterval(timer)
}
