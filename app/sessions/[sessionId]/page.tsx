// One session: who may see it, and what the first paint needs. What changes afterwards comes over the socket.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { documentTitle } from '../../../components/session/describe-state.ts'
import { SessionPage } from '../../../components/session/session-page.tsx'
import type { Identity } from '../../../lib/auth/identity.ts'
import { bareRepository } from '../../../lib/bare-repository.ts'
import { db } from '../../../lib/db.ts'
import { can } from '../../../lib/domain/can.ts'
import { loadProject } from '../../../lib/queries/load-project.ts'
import { loadSession } from '../../../lib/queries/load-session.ts'
import { requireIdentity } from '../../require-identity.ts'

type Props = { params: Promise<{ sessionId: string }> }

/** Read once per request, for the title and for the page. */
const load = cache(async (sessionId: string) => {
  const identity = await requireIdentity(`/sessions/${sessionId}`)
  const page = await loadSession(db(), identity, sessionId)
  if (!page) notFound()
  return { identity, page, mayDecide: mayDo(identity, page.session.project.id, 'approval.decide') }
})

const mayDo = (identity: Identity, projectId: string, action: 'approval.decide' | 'message.post') =>
  can(identity, action, { projectId })

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page, mayDecide } = await load((await params).sessionId)
  return { title: documentTitle(page.state, mayDecide) }
}

export default async function Page({ params }: Props) {
  const { identity, page, mayDecide } = await load((await params).sessionId)
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
        mayDecide,
        mayWrite: mayDo(identity, project.id, 'message.post'),
      }}
      state={page.state}
      events={page.events}
      hasOlder={page.hasOlder}
    />
  )
}
