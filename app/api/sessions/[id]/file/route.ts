import { route } from '../../../../../lib/auth/answer.ts'
import { bareRepository } from '../../../../../lib/bare-repository.ts'
import { db } from '../../../../../lib/db.ts'
import { FileQuery } from '../../../../../lib/protocol/api.ts'
import { requireNamedTrees } from '../../../../../lib/queries/find-named-trees.ts'
import { loadFile } from '../../../../../lib/queries/load-file.ts'

export const GET = route({
  action: 'session.read',
  of: 'session',
  query: FileQuery,
  async handler({ session, query: { tree, path } }) {
    await requireNamedTrees(db(), session.id, [tree])
    return loadFile(bareRepository(session.projectId), tree, path)
  },
})
