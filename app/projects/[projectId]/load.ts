// Loads a project for its pages, by id or by its readable name; not found where this person may not see it.
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { db } from '../../../lib/db.ts'
import { loadProject, type ProjectPage } from '../../../lib/queries/load-project.ts'
import { requireIdentity } from '../../require-identity.ts'

export const loadShownProject = cache(async (name: string): Promise<ProjectPage> => {
  const identity = await requireIdentity(`/projects/${name}`)
  const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(name)
  const project = await loadProject(db(), identity, isId ? { id: name } : { slug: name })
  return project ?? notFound()
})
