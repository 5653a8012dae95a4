import { route } from '../../../lib/auth/answer.ts'
import { db } from '../../../lib/db.ts'
import { createProject } from '../../../lib/projects/create-project.ts'
import { CreateProject } from '../../../lib/protocol/api.ts'
import { listProjects } from '../../../lib/queries/list-projects.ts'

export const GET = route({
  action: 'project.read',
  handler: async ({ identity }) => ({ projects: await listProjects(db(), identity) }),
})

export const POST = route({
  action: 'project.create',
  body: CreateProject,
  handler: async ({ identity, body }) =>
    Response.json(await createProject(db(), identity.userId, body), { status: 201 }),
})
