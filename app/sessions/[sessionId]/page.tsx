// One session: who may see it, and what the first paint needs. What changes afterwards comes over the socket.
import { notFound } from 'next/navigation'
import { SessionPage } from '../../../components/session/session-page.tsx'
import type { Identity } from '../../../lib/auth/identity.ts'
import { bareRepository } from '../../../lib/bare-repository.ts'
import { db } from '../../../lib/db.ts'
import { can } from '../../../lib/domain/can.ts'
import { loadProject } from '../../../lib/queries/load-project.ts'
import { loadSession } from '../../../lib/queries/load-session.ts'
import { requireIdentity } from '../../require-identity.ts'

type Props = { params: Promise<{ sessionId: string }> }

const mayDo = (identity: Identity, projectId: string, action: 'approval.decide' | 'message.post') =>
  can(identity, action, { projectId })

export default async function Page({ params }: Props) {
  const { sessionId } = await params
  const identity = await requireIdentity(`/sessions/${sessionId}`)
  const page = await loadSession(db(), identity, sessionId)
  if (!page) notFound()
  const { session } = page
  const project = await loadProject(db(), identity, { id: session.project.id })
  if (!project) notFound()
  return (
    <SessionPage
      key={session.id}
      sessionId={session.id}
      project={{ id: project.id, name: project.name, slug: project.slug, sourceKind: project.sourceKind }}
      desiredState={session.desiredState}
      repositoryPath={bareRepository(project.id)}
      reader={{
        userId: identity.userId,
        name: identity.name,
        mayDecide: mayDo(identity, project.id, 'approval.decide'),
        mayWrite: mayDo(identity, project.id, 'message.post'),
      }}
      state={page.state}
      events={page.events}
      hasOlder={page.hasOlder}
    />
  )
}
