// Paths for @mentions, at most 50, those first whose name begins with what was typed.
import { route } from '../../../../../lib/auth/answer.ts'
import { bareRepository } from '../../../../../lib/bare-repository.ts'
import { db } from '../../../../../lib/db.ts'
import { FindFiles } from '../../../../../lib/protocol/api.ts'
import { findFiles } from '../../../../../lib/queries/find-files.ts'

export const GET = route({
  action: 'project.read',
  of: 'project',
  query: FindFiles,
  async handler({ params, query }) {
    const { targetBranch } = await db().project.findUniqueOrThrow({ where: { id: params.id! } })
    return { files: await findFiles(bareRepository(params.id!), query.branch ?? targetBranch, query.q) }
  },
})
