// What changed between two trees that this session names. With a path: that file with all of its lines.
import { route } from '../../../../../lib/auth/answer.ts'
import { bareRepository } from '../../../../../lib/bare-repository.ts'
import { db } from '../../../../../lib/db.ts'
import { ChangesQuery } from '../../../../../lib/protocol/api.ts'
import { requireNamedTrees } from '../../../../../lib/queries/find-named-trees.ts'
import { loadChanges } from '../../../../../lib/queries/load-changes.ts'
import { shortenChanges, wholeChanges } from '../../../../../lib/review/changes-answer.ts'

export const GET = route({
  action: 'session.read',
  of: 'session',
  query: ChangesQuery,
  async handler({ session, query: { from, to, path } }) {
    await requireNamedTrees(db(), session.id, [from, to])
    const files = await loadChanges(bareRepository(session.projectId), from, to)
    if (path === undefined) return { from, to, files: shortenChanges(files) }
    return { from, to, files: files.filter((file) => file.path === path).map(wholeChanges) }
  },
})
