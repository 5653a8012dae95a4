import { route } from '../../../../lib/auth/answer.ts'
import { requireRight } from '../../../../lib/auth/require-right.ts'
import { db } from '../../../../lib/db.ts'
import { changeProject } from '../../../../lib/projects/change-project.ts'
import { ChangeProject } from '../../../../lib/protocol/api.ts'
import { loadProject } from '../../../../lib/queries/load-project.ts'

export const GET = route({
  action: 'project.read',
  of: 'project',
  handler: async ({ identity, params }) => ({
    project: await loadProject(db(), identity, { id: params.id! }),
  }),
})

export const PATCH = route({
  action: 'project.configure',
  of: 'project',
  body: ChangeProject,
  async handler({ identity, params, body }) {
    const projectId = params.id!
    if (body.archived !== undefined) requireRight(identity, 'project.archive', { projectId })
    await changeProject(db(), projectId, body)
    return { project: await loadProject(db(), identity, { id: projectId }) }
  },
})

/** Archives: sessions and their logs stay. */
export const DELETE = route({
  action: 'project.archive',
  of: 'project',
  handler: ({ params }) => changeProject(db(), params.id!, { archived: true }).then(() => undefined),
})
