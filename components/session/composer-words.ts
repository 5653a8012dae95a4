// What the composer says and offers: what a message does now, and the file mention that is being typed. Pure.
import type { SessionState } from '../../lib/domain/session-state.ts'

export type Delivery = {
  /** null: no message can be sent any more; `hint` says why. */
  button: string | null
  hint: string
  /** The agent is at work and can be stopped. */
  stoppable: boolean
}

export function describeDelivery(state: SessionState): Delivery {
  const { phase, run } = state
  switch (phase) {
    case 'merged':
    case 'cancelled':
      return { button: null, hint: 'This session has ended. Start a new one to go on.', stoppable: false }
    case 'merging':
      return { button: null, hint: 'It is merging now.', stoppable: false }
    case 'rejected':
    case 'plan-waits':
      return { button: 'Send', hint: 'The agent plans again with this message.', stoppable: false }
    case 'review-waits':
    case 'building':
    case 'signature-waits':
      return { button: 'Send', hint: 'The work goes back to the agent with this message.', stoppable: false }
    default:
      break
  }
  if (state.approval)
    return { button: 'Send', hint: 'Delivered after what waits is decided.', stoppable: false }
  if (run.status === 'failed' || run.status === 'parked')
    return { button: 'Send', hint: 'Delivered when the run goes on.', stoppable: false }
  if (state.turn) return { button: 'Send', hint: 'Delivered after the current command.', stoppable: true }
  return { button: 'Send', hint: 'Delivered with the next turn.', stoppable: false }
}

export type Mention = { start: number; end: number; query: string }

/** The @word that the caret stands in or just behind; null when there is none. Lengths are UTF-16 code units. */
export function mentionAt(text: string, caret: number): Mention | null {
  const before = text.slice(0, caret)
  const start = before.lastIndexOf('@')
  if (start < 0 || (start > 0 && !/\s|[(["'`]/.test(before[start - 1]!))) return null
  const query = before.slice(start + 1)
  if (/\s/.test(query) || query.length > 200) return null
  return { start, end: caret, query }
}

/** The text with the mention written out, and where the caret goes. */
export function insertMention(text: string, mention: Mention, path: string): { text: string; caret: number } {
  const written = `@${path} `
  const rest = text.slice(mention.end).replace(/^ /, '')
  return { text: text.slice(0, mention.start) + written + rest, caret: mention.start + written.length }
}

/** Paths that the text mentions, each once, at most 50. */
export function listMentions(text: string): string[] {
  const paths = [...text.matchAll(/(?:^|[\s(["'`])@([^\s@]+)/g)].map((match) =>
    match[1]!.replace(/[.,;:!?)\]"'`]+$/, ''),
  )
  return [...new Set(paths)].filter((path) => path !== '').slice(0, 50)
}
