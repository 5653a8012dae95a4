'use client'
// One call: what was done, how it ended, how long it took. A command opens in the terminal, an edit in the changes.
import { FilePen, FileText, ListChecks, Search, SquareTerminal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CallView } from '../../../lib/domain/story.ts'
import { visibleLine, visibleText } from '../../../lib/protocol/visible-text.ts'
import type { Tone } from '../../ui/state.tsx'
import { StateMark } from '../../ui/state.tsx'
import { duration } from '../words.ts'
import { WorkLink } from '../work-link.tsx'
import type { WorkPlace } from '../work-location.ts'

const icons: Record<string, ReactNode> = {
  exec_command: <SquareTerminal className="size-3.5" />,
  apply_patch: <FilePen className="size-3.5" />,
  read_file: <FileText className="size-3.5" />,
  search: <Search className="size-3.5" />,
}

export function CallLine({ call }: { call: CallView }) {
  const { tone, word } = outcomeOf(call)
  return (
    <li>
      <WorkLink
        to={placeOf(call)}
        className="-mx-1 flex min-w-0 items-center gap-2 rounded-sm px-1 py-0.5 hover:bg-sunken max-md:min-h-11"
      >
        <span aria-hidden="true" className="shrink-0 text-ink-3">
          {icons[call.name] ?? <ListChecks className="size-3.5" />}
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-code" title={visibleText(call.title)}>
          {visibleLine(call.title)}
        </span>
        {tone !== 'passed' && <span className={tone === 'bad' ? 'text-bad' : 'text-ink-3'}>{word}</span>}
        <span className="text-ink-3 tabular-nums">
          {call.outcome === null ? '' : duration(call.durationMs)}
        </span>
        <StateMark tone={tone} word={word} />
      </WorkLink>
    </li>
  )
}

const placeOf = (call: CallView): WorkPlace =>
  call.name === 'apply_patch' && call.paths[0] !== undefined
    ? { tab: 'changes', path: call.paths[0] }
    : { tab: 'terminal', call: call.callId }

export function outcomeOf(call: CallView): { tone: Tone; word: string } {
  switch (call.outcome) {
    case null:
      return { tone: 'running', word: 'running' }
    case 'ok':
      return call.exitCode === null || call.exitCode === 0
        ? { tone: 'passed', word: 'done' }
        : { tone: 'bad', word: `exit ${call.exitCode}` }
    case 'failed':
      return { tone: 'bad', word: call.exitCode === null ? 'failed' : `exit ${call.exitCode}` }
    case 'denied':
      return { tone: 'past', word: 'denied' }
    case 'interrupted':
      return { tone: 'past', word: 'interrupted' }
    case 'stopped':
      return { tone: 'bad', word: 'stopped' }
  }
}
