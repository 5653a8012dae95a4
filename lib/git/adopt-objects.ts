// Brings objects that git wrote as the sandbox's user into the bare repository, which that user cannot write.
// They travel as a pack, so that every name is computed anew from the content on our side.

import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isOther, runGit } from './run-git.ts'
import type { Worktree } from './worktree.ts'

/** Does nothing when the files are our own: then git wrote to the bare repository itself. Safe to repeat. */
export async function adoptObjects(worktree: Worktree): Promise<void> {
  if (!isOther(worktree.owner)) return
  const objects = join(worktree.scratch, 'objects')
  const folders = (await readdir(objects)).filter((name) => /^[0-9a-f]{2}$/.test(name))
  const ids: string[] = []
  for (const folder of folders)
    for (const name of await readdir(join(objects, folder)))
      if (/^[0-9a-f]{38,62}$/.test(name)) ids.push(folder + name)
  if (ids.length === 0) return
  const place = { gitDir: worktree.bare }
  const pack = await runGit(place, ['pack-objects', '--quiet', '--stdout', '--window=0', '--compression=1'], {
    input: `${ids.join('\n')}\n`,
    env: { GIT_OBJECT_DIRECTORY: objects },
  })
  await runGit(place, ['unpack-objects', '-q'], { input: pack })
  for (const folder of folders) await rm(join(objects, folder), { recursive: true, force: true })
}
