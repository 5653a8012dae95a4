// What a line about a session says: who waits for whom, or what is being done. Pure.
import type { WaitsFor } from '../../lib/domain/session-state.ts'
import type { SessionRow } from '../../lib/queries/session-row.ts'
import type { Tone } from '../ui/state.tsx'

export const askWords: Record<WaitsFor, string> = {
  plan: 'plan waits for approval',
  command: 'a command waits for a decision',
  setup: 'setup waits for approval',
  checks: 'checks wait for approval',
  review: 'waits for review',
  signature: 'waits for a signature',
  provider: 'paused: model not usable',
  trouble: 'stopped: needs a person',
}

/** `words` in the middle of a sentence: lower case, no full stop. */
export function describeRow(row: Pick<SessionRow, 'phase' | 'waitsFor' | 'runStatus' | 'archivedAt'>): {
  tone: Tone
  words: string
} {
  if (row.phase === 'merged') return { tone: 'passed', words: 'merged' }
  if (row.phase === 'rejected') return { tone: 'bad', words: 'plan rejected' }
  if (row.phase === 'cancelled') return { tone: 'past', words: 'cancelled' }
  if (row.archivedAt) return { tone: 'past', words: 'archived' }
  if (row.runStatus === 'failed' || row.waitsFor === 'trouble')
    return { tone: 'bad', words: askWords.trouble }
  if (row.waitsFor === 'provider') return { tone: 'bad', words: askWords.provider }
  if (row.waitsFor) return { tone: 'waits', words: askWords[row.waitsFor] }
  if (row.runStatus === 'queued') return { tone: 'running', words: 'queued' }
  return { tone: 'running', words: doing[row.phase] }
}

const doing: Record<Exclude<SessionRow['phase'], 'merged' | 'rejected' | 'cancelled'>, string> = {
  preparing: 'preparing',
  planning: 'planning',
  'plan-waits': 'plan waits',
  implementing: 'implementing',
  checking: 'checking',
  'review-waits': 'waits for review',
  building: 'building the accepted tree',
  'signature-waits': 'waits for a signature',
  merging: 'merging',
}
