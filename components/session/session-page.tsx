'use client'
// Opens the session in the browser with what the server already read, so that the first paint is the real page.
import '../shell/quiet-zod.ts'
import { useMemo, useState } from 'react'
import type { SessionState } from '../../lib/domain/session-state.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { openSession } from '../../lib/realtime/session-client.ts'
import { type SessionScope, SessionScopeProvider } from './session-scope.tsx'
import { SessionScreen } from './session-screen.tsx'

export type SessionPageProps = Omit<SessionScope, 'client'> & {
  state: SessionState
  events: Event[]
  hasOlder: boolean
}

/** Give it the session's id as `key`: another session is another page. */
export function SessionPage({ state, events, hasOlder, ...place }: SessionPageProps) {
  const [client] = useState(() => openSession({ sessionId: place.sessionId, state, events, hasOlder }))
  const { sessionId, project, desiredState, repositoryPath, reader } = place
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server's reading of who and where is taken once
  const scope = useMemo(
    () => ({ client, sessionId, project, desiredState, repositoryPath, reader }),
    [client],
  )
  return (
    <SessionScopeProvider value={scope}>
      <SessionScreen />
    </SessionScopeProvider>
  )
}
