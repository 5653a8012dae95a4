import { expect, test } from 'vitest'
import { waitsFor } from '../../lib/domain/session-state.ts'
import { fold } from '../opening/insert-session.ts'
import { waitingSession } from './waiting-session.ts'

test('it waits for the decision on its plan, and its run is parked', () => {
  const person = { kind: 'person', userId: 'ada', name: 'Ada' } as const
  const target = { sessionId: 's', person, number: 7, endsAt: new Date('2026-01-01T00:00:00Z') }
  const { state } = fold(waitingSession('p', 7), target)
  expect([waitsFor(state), state.run.status, state.phase]).toEqual(['plan', 'parked', 'plan-waits'])
})
