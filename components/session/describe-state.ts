// What a session is doing or waiting for, in the words of its header and of the page's title.
// Pure: state in, words out. Never says "you" to someone who may not decide.
import { ended, type SessionState, type WaitsFor, waitsFor } from '../../lib/domain/session-state.ts'
import type { Story } from '../../lib/domain/story.ts'
import type { Tone } from '../ui/state.tsx'

export type StateWords = {
  tone: Tone
  words: string
  /** ISO time since when, or null where it does not matter. */
  since: string | null
}
export type Reader = { userId: string; mayDecide: boolean }

const asked: Record<Exclude<WaitsFor, 'provider' | 'trouble'>, string> = {
  plan: 'Approve the plan',
  command: 'Decide on a command',
  setup: 'Allow the setup command',
  checks: 'Allow the checks',
  signature: 'Sign',
  review: 'Review the changes',
}

export function describeState(state: SessionState, story: Story, reader: Reader): StateWords {
  const waits = waitsFor(state)
  if (waits === 'trouble' || waits === 'provider') return describeTrouble(state)
  if (waits && !ended.includes(state.phase)) return describeWait(state, story, reader)
  const { words, tone } = describeWork(state)
  if (state.run.status === 'queued' && tone === 'running')
    return { tone: 'running', words: 'Queued', since: state.lastAt }
  return { tone, words, since: tone === 'running' ? sinceOf(state, story) : state.lastAt }
}

/** The text of the browser's tab: what waits comes first. */
export function documentTitle(state: SessionState, mayDecide: boolean): string {
  const waits = waitsFor(state)
  const words =
    waits === null || ended.includes(state.phase)
      ? describeWork(state).words
      : waits === 'provider'
        ? 'Paused'
        : waits === 'trouble'
          ? 'Stopped'
          : mayDecide
            ? asked[waits]
            : 'Waits'
  return `${words} · ${state.title} · Countersign`
}

function describeTrouble(state: SessionState): StateWords {
  const { run } = state
  if (run.status === 'failed') return { tone: 'bad', words: 'Stopped', since: state.lastAt }
  const refused = run.status === 'parked' && run.reason.kind === 'provider' && isKeyRefused(run.reason.code)
  return { tone: 'bad', words: refused ? 'Paused: key refused' : 'Paused', since: state.lastAt }
}

/** Whether the provider said that it does not know the key. */
export const isKeyRefused = (code: string): boolean => /key|auth|401|403/i.test(code)

function describeWait(state: SessionState, story: Story, reader: Reader): StateWords {
  const approvers = state.approval?.approvers ?? []
  const mine = reader.mayDecide && !approvers.includes(reader.userId)
  const words = mine
    ? 'Waits for you'
    : approvers.length > 0
      ? 'Waits for one more person'
      : 'Waits for a person'
  return { tone: 'waits', words, since: waitsSince(state, story) }
}

function waitsSince(state: SessionState, story: Story): string {
  const item = state.approval
    ? story.items.findLast((one) => one.kind === 'ask' && one.ask.approvalId === state.approval?.id)
    : story.items.findLast((one) => one.kind === 'review' && one.submitted.length === 0)
  return item?.at ?? state.lastAt
}

function sinceOf(state: SessionState, story: Story): string {
  const kind = state.checking ? 'checks' : state.turn ? 'turn' : null
  const item = kind && story.items.findLast((one) => one.kind === kind)
  return item?.at ?? state.lastAt
}

function describeWork(state: SessionState): { words: string; tone: Tone } {
  const running = (words: string) => ({ words, tone: 'running' as const })
  switch (state.phase) {
    case 'preparing':
      return running(
        state.checking ? 'Checks the base' : state.base ? 'Prepares the environment' : 'Looks at the base',
      )
    case 'planning':
      return running('Writes the plan')
    case 'implementing':
      return running(state.turn?.kind === 'fix' ? 'Corrects what the checks found' : stepWords(state))
    case 'checking':
      return running('Runs the checks')
    case 'building':
      return running(state.checking ? 'Checks the merged tree' : 'Builds the accepted tree')
    case 'merging':
      return running('Merges')
    case 'merged':
      return { words: state.push ? 'Merged, pushing' : 'Merged', tone: 'passed' }
    case 'rejected':
      return { words: 'Plan rejected', tone: 'bad' }
    case 'cancelled':
      return { words: 'Cancelled', tone: 'past' }
    case 'plan-waits':
    case 'review-waits':
    case 'signature-waits':
      return { words: 'Waits for a person', tone: 'waits' }
  }
}

function stepWords({ plan }: SessionState): string {
  if (!plan || plan.steps === 0) return 'Works'
  return `Works, step ${Math.min(plan.completed + 1, plan.steps)} of ${plan.steps}`
}
