// Branches of a project's source as last fetched, newest first. The caller has checked who may.
import { existsSync } from 'node:fs'
import { type Branch, listBranches as readBranches } from '../git/refs.ts'

/** Empty while the repository is not cloned yet. */
export async function listBranches(bare: string): Promise<Branch[]> {
  return existsSync(bare) ? readBranches(bare) : []
}
