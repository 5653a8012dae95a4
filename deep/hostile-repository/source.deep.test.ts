// A hostile repository that a person adds by path: made into a project, fetched again, looked at for uncommitted files, and
// pushed into. Each refused with a sentence, or read as what it is.
import { join } from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { commitTree } from '../../lib/git/commit-tree.ts'
import { DATE, makeFolder, makeSource, PERSON } from '../../lib/git/make-test-repository.ts'
import { type PushedRef, pushToSource } from '../../lib/git/push-to-source.ts'
import { treeOf } from '../../lib/git/read-tree.ts'
import { listBranches } from '../../lib/git/refs.ts'
import { createFromSource, fetchOrigin } from '../../lib/git/repository.ts'
import { parseSource } from '../../lib/git/source.ts'
import { uncommittedFiles } from '../../lib/git/uncommitted-files.ts'
import { Rejection } from '../../lib/protocol/rejection.ts'
import { eachCase } from '../each-case.ts'
import { setTrap } from './set-trap.ts'
import type { SourceCase, SourceScene } from './source-case.ts'
import { sourceCases } from './source-cases.ts'

eachCase('hostile-repository/source', sourceCases, { sample: 8 }, async (one) => {
  const place = await makeFolder()
  try {
    await tryCase(one, place.folder)
  } finally {
    await place.remove()
  }
})

async function tryCase(one: SourceCase, root: string): Promise<void> {
  const trap = await setTrap(root)
  const folder = join(root, 'source')
  await makeSource(folder, { 'a.txt': 'a\n' })
  const scene: SourceScene = { folder, root, trap, sh: (script) => shell(folder, script) }
  await one.prepare(scene)
  for (const mark of await trap.marks()) await execa('rm', [join(root, 'marks', mark)])
  const source = parseSource(one.location?.(scene) ?? folder)
  const bare = join(root, 'project.git')
  const made = await createFromSource({ bare, source }).catch((error: unknown) => {
    if (error instanceof Rejection) return error
    throw error
  })
  if (made instanceof Rejection) {
    expect(`${made.code}: ${made.message}`).toBe(
      one.refuses ? `${one.refuses[0]}: ${made.message}` : 'a project',
    )
    expect(made.message).toMatch(one.refuses?.[1] ?? /never/)
    expect(made.message, 'a sentence shows the words of a file outside').not.toContain(trap.canary)
    await trap.expectUntouched([])
    return
  }
  expect(one.refuses, 'it was taken').toBeUndefined()
  await fetchOrigin({ bare, source })
  expect((await listBranches(bare)).map((branch) => branch.name).sort()).toEqual(one.branches ?? ['main'])
  const uncommitted = await uncommittedFiles(source.location)
  if (one.uncommitted !== undefined) expect(uncommitted?.paths.sort() ?? null).toEqual(one.uncommitted)
  const commit = await commitTree({
    bare,
    tree: await treeOf(bare, made.head),
    parents: [made.head],
    message: 'Signed work',
    author: PERSON,
    committer: PERSON,
    date: DATE,
  })
  const pushed = await pushToSource({ bare, source, sessionId: 's1', commit }).catch(
    (error: unknown) => error,
  )
  if (!(pushed instanceof Error)) {
    const [one] = pushed as PushedRef[]
    expect(one?.state === 'pushed' || one?.reason, 'refused without a reason').toBeTruthy()
  }
  if (pushed instanceof Error) expect(pushed.message).not.toContain(trap.canary)
  await trap.expectUntouched([bare])
}

const shell = async (cwd: string, script: string): Promise<string> =>
  (
    await execa('sh', ['-ec', script], {
      cwd,
      env: {
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: PERSON.name,
        GIT_AUTHOR_EMAIL: PERSON.email,
        GIT_COMMITTER_NAME: PERSON.name,
        GIT_COMMITTER_EMAIL: PERSON.email,
      },
    })
  ).stdout
