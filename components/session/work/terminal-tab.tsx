'use client'
// Every command of the session with its output, oldest first, live at the end. One line in the address selects a call.
import { useEffect, useMemo, useState } from 'react'
import type { CallView } from '../../../lib/domain/story.ts'
import { visibleText } from '../../../lib/protocol/visible-text.ts'
import type { SessionView } from '../../../lib/realtime/session-client.ts'
import { Button } from '../../ui/button.tsx'
import { Copyable } from '../../ui/copyable.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ClockTime } from '../../ui/relative-time.tsx'
import { State } from '../../ui/state.tsx'
import { toast } from '../../ui/toast.tsx'
import { loadLongText } from '../load-long-text.ts'
import { useScope } from '../session-scope.tsx'
import { outcomeOf } from '../story/call-line.tsx'
import { useItemText } from '../use-item-text.ts'
import { byteSize, duration } from '../words.ts'
import { LinesBox } from './lines-box.tsx'
import { type TerminalRow, terminalCalls, terminalRows } from './terminal-rows.ts'

const linePx = 20
const headPx = 44

export function TerminalTab({ view, selected }: { view: SessionView; selected: string | null }) {
  const { sessionId } = useScope()
  const [loaded, setLoaded] = useState<ReadonlyMap<string, string>>(new Map())
  const calls = useMemo(() => terminalCalls(view.story.items, selected), [view.story.items, selected])
  const running = calls.findLast((call) => call.outcome === null) ?? null
  const liveText = useItemText(running ? `${running.callId}.output` : null)
  const rows = useMemo(
    () => terminalRows(calls, (callId) => (callId === running?.callId ? liveText : ''), loaded),
    [calls, running, liveText, loaded],
  )
  const { busy, load } = useLoading(async (row: TerminalRow & { kind: 'more' }) => {
    const text = await loadLongText(sessionId, row.call.outputSeq ?? row.call.seq, row.text)
    setLoaded((now) => new Map(now).set(row.call.callId, text))
  })
  if (calls.length === 0)
    return (
      <div className="px-5">
        <EmptyState title="No commands yet">
          Commands of the agent and their output appear here as they run.
        </EmptyState>
      </div>
    )
  return (
    <LinesBox
      rows={rows}
      label="Terminal"
      heightOf={(row) => (row.kind === 'head' ? headPx : row.kind === 'more' ? 36 : linePx)}
      scrollTo={selected}
      follow
      className="h-full bg-surface"
    >
      {(row) => {
        if (row.kind === 'head') return <Head call={row.call} selected={row.call.callId === selected} />
        if (row.kind === 'line') return <pre className="px-5 text-code leading-5">{row.text || ' '}</pre>
        return (
          <div className="px-5 pt-1">
            <Button size="sm" busy={busy === row.key} onClick={() => void load(row)}>
              Show all, {byteSize(row.text.bytes)}
            </Button>
          </div>
        )
      }}
    </LinesBox>
  )
}

function Head({ call, selected }: { call: CallView; selected: boolean }) {
  const { tone, word } = outcomeOf(call)
  return (
    <div
      data-selected={selected || undefined}
      className="sticky left-0 flex h-11 w-[min(100%,100cqw)] items-end gap-3 border-line border-b bg-surface px-5 pb-1.5 data-selected:border-ink"
    >
      <span aria-hidden="true" className="text-ink-3">
        $
      </span>
      <span className="min-w-0 flex-1 font-medium">
        <Copyable value={call.title} shown={visibleText(call.title)} label="the command" />
      </span>
      <State tone={tone}>{word}</State>
      {call.outcome !== null && <span className="text-ink-3 tabular-nums">{duration(call.durationMs)}</span>}
      <ClockTime at={call.at} className="text-ink-3" />
    </div>
  )
}

/** One at a time; a failure is said and can be tried again. */
function useLoading<Row extends { key: string }>(read: (row: Row) => Promise<void>) {
  const [busy, setBusy] = useState<string | null>(null)
  const [alive] = useState({ yes: true })
  useEffect(() => {
    alive.yes = true
    return () => {
      alive.yes = false
    }
  }, [alive])
  async function load(row: Row) {
    if (busy) return
    setBusy(row.key)
    try {
      await read(row)
    } catch {
      toast.error('The output could not be loaded. Try again.')
    }
    if (alive.yes) setBusy(null)
  }
  return { busy, load }
}
