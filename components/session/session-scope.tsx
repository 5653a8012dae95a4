'use client'
// What every part of the session page may rely on: the open session, who reads it, and where the session belongs.
// The scope itself never changes while the page is open; what changes is read with `useView`.
import { createContext, type ReactNode, use, useSyncExternalStore } from 'react'
import type { SessionClient, SessionView } from '../../lib/realtime/session-client.ts'

export type SessionScope = {
  client: SessionClient
  sessionId: string
  project: { id: string; name: string; slug: string; sourceKind: 'sample' | 'path' | 'url' }
  /** Told again here, because a long log may be loaded without its beginning. */
  desiredState: string
  /** Folder of the project's repository on the server's machine, for `git fetch`; null where it is not told. */
  repositoryPath: string | null
  reader: { userId: string; name: string; mayDecide: boolean; mayWrite: boolean }
}

const Scope = createContext<SessionScope | null>(null)

export function SessionScopeProvider({ value, children }: { value: SessionScope; children: ReactNode }) {
  return <Scope value={value}>{children}</Scope>
}

export function useScope(): SessionScope {
  const scope = use(Scope)
  if (!scope) throw new Error('this part belongs inside a session page')
  return scope
}

export function useView(): SessionView {
  const { client } = useScope()
  return useSyncExternalStore(client.subscribe, client.getSnapshot, client.getSnapshot)
}
