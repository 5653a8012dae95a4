import { route } from '../../../../../lib/auth/answer.ts'
import { bareRepository } from '../../../../../lib/bare-repository.ts'
import { listBranches } from '../../../../../lib/queries/list-branches.ts'

export const GET = route({
  action: 'project.read',
  of: 'project',
  handler: async ({ params }) => ({ branches: await listBranches(bareRepository(params.id!)) }),
})
