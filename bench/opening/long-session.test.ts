import { expect, test } from 'vitest'
import { fold } from './insert-session.ts'
import { longSession } from './long-session.ts'

const endsAt = new Date('2026-03-04T14:00:00Z')
const person = { kind: 'person', userId: 'ada', name: 'Ada' } as const

test.each([400, 1000, 5000])(
  'a session of %d events has exactly as many, and folds to a small paused state',
  (count) => {
    const facts = longSession({ projectId: 'project', number: 7, count, marker: 'said last' })
    const { events, state, ops } = fold(facts, { sessionId: 'session', person, number: 7, endsAt })
    expect(events).toHaveLength(count)
    expect(events.at(-1)!.at < endsAt.toISOString()).toBe(true)
    expect(state.run).toMatchObject({ status: 'parked', reason: { kind: 'provider' } })
    expect(JSON.stringify(state).length).toBeLessThan(16_384)
    expect(ops.filter((op) => op.table === 'turn' && op.do === 'insert')).toHaveLength(state.turns)
    const ids = events.flatMap((event) => (event.type === 'tool.started' ? [event.data.callId] : []))
    expect(new Set(ids).size).toBe(ids.length)
  },
)
