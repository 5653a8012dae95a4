'use client'
// What the data directory takes, how much of it nobody needs any more, and a button that frees it. Says what was freed, and which work
// folders stay because no snapshot has their work.
import Link from 'next/link'
import { useCallback, useEffect, useState } from 'react'
import { type StorageReport, sayBytes } from '../../lib/protocol/storage.ts'
import { callApi } from '../shell/call-api.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { State } from '../ui/state.tsx'

const pauseMs = 700
const patienceMs = 600_000

const describeUse = (total: number, freeable: number) =>
  `${sayBytes(total)}, ${freeable > 0 ? `${sayBytes(freeable)} reclaimable` : 'nothing to free'}`

type Asked = { action: 'measure' | 'free'; after: string | null; since: number }

export function Storage({ storage: known, mayFree }: { storage: StorageReport | null; mayFree: boolean }) {
  const [report, setReport] = useState(known)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const ask = useCallback(async (action: Asked['action'], after: string | null) => {
    setProblem(null)
    setAsked({ action, after, since: Date.now() })
    const answer = await callApi('POST', '/api/settings/storage', { action })
    if (answer.ok) return
    setAsked(null)
    setProblem(answer.message)
  }, [])

  // A number from yesterday says little; looking costs a moment of a runner.
  useEffect(() => {
    if (mayFree) void ask('measure', known?.at ?? null)
  }, [ask, mayFree, known?.at])

  useEffect(() => {
    if (!asked) return
    let timer: ReturnType<typeof setTimeout>
    const stop = new AbortController()
    const look = async () => {
      const path = '/api/settings/storage'
      const answer = await callApi<{ storage: StorageReport | null }>('GET', path, undefined, stop.signal)
      if (stop.signal.aborted) return
      const found = answer.ok ? answer.value.storage : null
      if (found) setReport(found)
      if (found?.state === 'measured' && found.at !== asked.after) setAsked(null)
      else if (Date.now() - asked.since > patienceMs) {
        setAsked(null)
        setProblem('No answer came. Check that the runner is running, then try again.')
      } else timer = setTimeout(look, pauseMs)
    }
    timer = setTimeout(look, pauseMs)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [asked])

  const freeable = report?.bytes.reclaimable ?? 0
  return (
    <div className="flex flex-col gap-2 border-line border-t pt-3" aria-live="polite">
      <div className="flex flex-wrap items-center gap-3">
        <span className="tabular-nums" title={report ? describeParts(report) : undefined}>
          {report ? describeUse(report.bytes.total, freeable) : 'Not measured yet'}
        </span>
        {mayFree && report && freeable > 0 && (
          <Button busy={asked?.action === 'free'} onClick={() => ask('free', report.at)}>
            Free {sayBytes(freeable)}
          </Button>
        )}
        {asked?.action === 'measure' && <State tone="running">Measuring</State>}
        {asked?.action === 'free' && report?.progress && (
          <State tone="running">
            {report.progress.done} of {report.progress.of}, {sayBytes(report.progress.bytes)} freed
          </State>
        )}
      </div>
      {report && freeable > 0 && <p className="measure text-ink-2">{describeReclaimable(report)}</p>}
      {report && (
        <p className="text-ink-3">
          measured <RelativeTime at={report.at} ago />
        </p>
      )}
      {report?.freed && !asked && <Freed freed={report.freed} />}
      {problem && <Callout tone="bad">{problem}</Callout>}
    </div>
  )
}

function Freed({ freed }: { freed: NonNullable<StorageReport['freed']> }) {
  return (
    <Callout tone="passed" title={`${sayBytes(freed.bytes)} freed`}>
      <p>
        {freed.removed === 1 ? '1 folder was' : `${freed.removed} folders were`} removed,{' '}
        <RelativeTime at={freed.at} ago />. Everything in them is in a snapshot or can be made again.
      </p>
      {freed.kept.length > 0 && (
        <ul className="mt-1">
          {freed.kept.map(({ sessionId, reason }) => (
            <li key={sessionId}>
              <Link href={`/sessions/${sessionId}`}>This session’s folder</Link> stays: {reason}
            </li>
          ))}
        </ul>
      )}
    </Callout>
  )
}

const describeParts = ({ bytes }: StorageReport) =>
  `Repositories ${sayBytes(bytes.repositories)}, database ${sayBytes(bytes.database)}, folders and caches ` +
  sayBytes(Math.max(0, bytes.total - bytes.repositories - bytes.database))

function describeReclaimable({ reclaimable: { worktrees, environments, leftovers } }: StorageReport): string {
  const count = (number: number, one: string, many: string) =>
    number === 1 ? `1 ${one}` : `${number} ${many}`
  const parts = [
    worktrees > 0 &&
      count(worktrees, 'work folder of a session that ended', 'work folders of sessions that ended'),
    environments > 0 && count(environments, 'unused environment', 'unused environments'),
    leftovers > 0 && count(leftovers, 'leftover of a runner that died', 'leftovers of runners that died'),
  ].filter(Boolean)
  return `Nobody needs: ${parts.join(', ')}. A folder with work that no snapshot has is never removed.`
}
