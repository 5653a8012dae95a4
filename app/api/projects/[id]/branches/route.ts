import { existsSync } from 'node:fs'
import { route } from '../../../../../lib/auth/answer.ts'
import { bareRepository } from '../../../../../lib/bare-repository.ts'
import { listBranches } from '../../../../../lib/git/refs.ts'

export const GET = route({
  action: 'project.read',
  of: 'project',
  async handler({ params }) {
    const bare = bareRepository(params.id!)
    // Not cloned yet: there are none.
    return { branches: existsSync(bare) ? await listBranches(bare) : [] }
  },
})
