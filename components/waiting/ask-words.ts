// How one thing that waits is announced: the verb first, then the session. Pure.
import type { WaitingRow } from '../../lib/queries/load-waiting.ts'

const verbs = {
  plan: 'Plan',
  command: 'Run a command',
  setup: 'Allow the setup',
  checks: 'Allow the checks',
  review: 'Review',
  signature: 'Sign',
  provider: 'Paused',
  trouble: 'Stopped',
} as const

export function headline(row: WaitingRow): string {
  return `${row.waitsFor ? verbs[row.waitsFor] : 'Open'}: ${row.title}`
}

/** What stands under the headline when nothing is asked that could be shown. */
export function explanation(row: WaitingRow): string | null {
  if (row.waitsFor === 'provider') return 'The model cannot be used. Nothing is lost: mend the key or retry.'
  if (row.waitsFor === 'trouble') return 'The run stopped and says why. Retry it, or cancel the session.'
  if (row.waitsFor === 'review') return 'The agent’s change is ready to be read, hunk by hunk.'
  return null
}

/** Only a command is shown whole in a line; everything else must be opened to be decided. */
export const decidableHere = (row: WaitingRow): boolean => row.ask?.kind === 'command'
