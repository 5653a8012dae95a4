// Events that a person reads as one sentence. null: told elsewhere, or not worth a line.
import type { Event } from '../protocol/events.ts'

export type Note = { tone: 'plain' | 'waits' | 'bad' | 'good'; text: string; by: string | null }

export function noteOf(event: Event): Note | null {
  const by = event.actor.kind === 'person' ? event.actor.name : null
  const note = (tone: Note['tone'], text: string): Note => ({ tone, text, by })
  switch (event.type) {
    case 'model.failed': {
      const d = event.data
      return d.retryInMs === null
        ? note('bad', `${d.message}`)
        : note(
            'waits',
            `${d.message} Attempt ${d.attempt + 1} in ${Math.max(1, Math.round(d.retryInMs / 1000))} s.`,
          )
    }
    case 'run.parked':
      return event.data.reason.kind === 'person'
        ? null
        : note('bad', `${event.data.reason.message} Paused; nothing lost.`)
    case 'run.failed':
      return note('bad', `${event.data.reason} Stopped; nothing lost.`)
    case 'base.moved': {
      const { from, to, carrying } = event.data
      const moved =
        from === to ? '' : `The target branch moved from ${from.slice(0, 7)} to ${to.slice(0, 7)}. `
      const then = carrying
        ? 'the signature carries if the change stays as it was signed'
        : 'you are asked again'
      return note('waits', `${moved}The tree is built and checked again, and ${then}.`)
    }
    case 'model.chosen':
      return note('plain', `Model: ${event.data.model.name}`)
    case 'session.cancelled':
      return note('bad', event.data.reason ? `Cancelled: ${event.data.reason}` : 'Cancelled')
    case 'session.archived':
      return note('plain', 'Archived')
    case 'session.restored':
      return note('plain', 'Restored from the archive')
    case 'check.marked':
      return note(
        'plain',
        `${event.data.name} ${event.data.treatment === 'must-pass' ? 'must pass afterwards' : 'is ignored'}`,
      )
    case 'approval.carried':
      return note('waits', `The signature carries to a new tree: ${event.data.reason}`)
    case 'merge.conflicted':
      return note(
        'bad',
        `Conflicts with ${event.data.targetHead.slice(0, 7)} in ${event.data.paths.join(', ')}`,
      )
    case 'push.requested':
      return note('plain', event.data.toTarget ? 'Asked to push the target branch' : 'Asked to push')
    case 'push.finished':
      return note(event.data.outcome === 'pushed' ? 'good' : 'bad', event.data.message)
    default:
      return null
  }
}
