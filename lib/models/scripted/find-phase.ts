// Where in its work a script is, told from the conversation alone: so a restart or a retry changes nothing.
// The host's messages begin with fixed words; everything else that a person writes does not move the script.

import type { Conversation, Entry } from './conversation.ts'

/** How the host's messages begin. The engine that writes them uses these very words. */
export const PLAN_SENT_BACK = 'The plan was sent back'
export const PLAN_APPROVED = 'The plan was approved'
export const CHECKS_FAILED = 'The checks failed on a clean checkout'
export const REVIEW_SENT_BACK = 'The review was sent back'

const MARKS = [
  ['plan-sent-back', PLAN_SENT_BACK],
  ['plan-approved', PLAN_APPROVED],
  ['checks-failed', CHECKS_FAILED],
  ['review-sent-back', REVIEW_SENT_BACK],
] as const

export type Mark = (typeof MARKS)[number][0]

export type ToolOutput = { name: string; arguments: string; text: string }

export type Phase = {
  kind: 'planning' | 'implementing' | 'checks-failed' | 'review-sent-back'
  /** How often each of the host's messages came so far. */
  seen: Record<Mark, number>
  /** The text of the host's message that began the phase; empty for the first. */
  message: string
  /** The text of the last message that approved a plan; null if there was none. */
  approval: string | null
  /** Outputs before and since the message that began the phase. */
  before: ToolOutput[]
  outputs: ToolOutput[]
  /** What a person wrote after the script's last action, if that was not what began the phase. */
  aside: string | null
}

export function findPhase({ entries, tools }: Conversation): Phase {
  const marks = entries.map(markOf)
  const start = marks.findLastIndex((mark) => mark !== null)
  const seen = { 'plan-sent-back': 0, 'plan-approved': 0, 'checks-failed': 0, 'review-sent-back': 0 }
  for (const mark of marks) if (mark) seen[mark] += 1
  const last = marks[start] ?? null
  const approval = entries[marks.lastIndexOf('plan-approved')]
  return {
    kind: tools.has('propose_plan')
      ? 'planning'
      : last === 'checks-failed' || last === 'review-sent-back'
        ? last
        : 'implementing',
    seen,
    message: start < 0 ? '' : textOf(entries[start]!),
    approval: approval ? textOf(approval) : null,
    before: outputsOf(entries.slice(0, Math.max(0, start)), entries),
    outputs: outputsOf(entries.slice(start + 1), entries),
    aside: findAside(entries, start),
  }
}

function markOf(entry: Entry): Mark | null {
  if (entry.kind !== 'user') return null
  const text = entry.text.trimStart()
  return MARKS.find(([, words]) => text.startsWith(words))?.[0] ?? null
}

function textOf(entry: Entry): string {
  return entry.kind === 'user' || entry.kind === 'assistant' ? entry.text : ''
}

function outputsOf(part: readonly Entry[], all: readonly Entry[]): ToolOutput[] {
  return part.flatMap((entry) => {
    if (entry.kind !== 'output') return []
    const call = all.find((one) => one.kind === 'call' && one.callId === entry.callId)
    return [
      {
        name: call?.kind === 'call' ? call.name : '',
        arguments: call?.kind === 'call' ? call.arguments : '',
        text: entry.text,
      },
    ]
  })
}

function findAside(entries: readonly Entry[], start: number): string | null {
  const acted = entries.findLastIndex((entry) => entry.kind !== 'user')
  // Before the first action of a phase everything that was said belongs to its task.
  if (acted < 0 || acted < start) return null
  const later = entries.slice(acted + 1)
  const said = later.findLast((entry) => entry.kind === 'user')
  return said ? textOf(said) : null
}
