// The branches of a project's repository for its pages, newest first. The caller has checked who may see the project.
import { existsSync } from 'node:fs'
import { bareRepository } from '../bare-repository.ts'
import { type Branch, listBranches, resolveCommit } from '../git/refs.ts'
import { readGit } from '../git/run-git.ts'

/** `ahead`: signed work is merged here that the source does not have. */
export type BranchHead = Branch & { ahead: boolean }

/** Empty while the repository is not there. Of the target it is our own head that counts, not the source's. */
export async function listBranchHeads(projectId: string, target: string): Promise<BranchHead[]> {
  const bare = bareRepository(projectId)
  if (!existsSync(bare)) return []
  const branches = (await listBranches(bare)).map((branch) => ({ ...branch, ahead: false }))
  const commit = await resolveCommit(bare, `refs/heads/${target}`)
  const known = branches.find((branch) => branch.name === target)
  if (!commit || known?.commit === commit) return branches
  const committedAt = (await readGit({ gitDir: bare }, ['log', '-1', '--format=%cI', commit])).trim()
  const head = { name: target, commit, committedAt, ahead: known !== undefined }
  return [head, ...branches.filter((branch) => branch !== known)]
}
