// The merged changes of a repository's history that grew over several commits, as a reviewer met them: each commit of the
// merged branch is a revision, its base the point where it left the target branch or last took it in.
import { readGit } from '../../lib/git/run-git.ts'

export type Revision = { commit: string; base: string }
/** `merge` is the commit that brought it in. */
export type Change = { merge: string; revisions: Revision[] }

const fewest = 3
const most = 15

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

/** All of them, newest first: merges on the first-parent history of HEAD whose second parent brought 3 to 15 commits. */
export async function findChanges(bare: string): Promise<Change[]> {
  const place = { gitDir: bare }
  const merges = lines(
    await readGit(place, [
      'rev-list',
      '--first-parent',
      '--min-parents=2',
      '--max-parents=2',
      '--parents',
      'HEAD',
    ]),
  )
  const changes: Change[] = []
  for (const line of merges) {
    const [merge = '', target = '', branch = ''] = line.split(' ')
    const commits = lines(
      await readGit(place, ['rev-list', '--first-parent', '--reverse', `${target}..${branch}`]),
    )
    if (commits.length < fewest || commits.length > most) continue
    const revisions: Revision[] = []
    for (const commit of commits) {
      const base = await readGit(place, ['merge-base', target, commit]).catch(() => null)
      if (base) revisions.push({ commit, base: base.trim() })
    }
    if (revisions.length === commits.length) changes.push({ merge, revisions })
  }
  return changes
}
