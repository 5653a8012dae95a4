// Making, checking out and removing folders: exactly the tree, in the right hands, and never losing work.

import { lstat, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SANDBOX_USER } from './make-test-repository.ts'
import { startTestSession, type TestSession } from './make-test-session.ts'
import { treeOf } from './read-tree.ts'
import { resolveCommit } from './refs.ts'
import { compactRepository } from './repository.ts'
import { runGit } from './run-git.ts'
import { addWorktree, checkoutTree, removeCheckout, removeWorktree } from './worktree.ts'

let session: TestSession
beforeEach(async () => {
  session = await startTestSession()
})
afterEach(() => session.remove())

test('a fresh worktree is the commit, byte for byte, in the hands of its owner', async () => {
  expect(await readFile(join(session.worktree.path, 'src/a.js'), 'utf8')).toBe('a\r\n')
  expect((await lstat(join(session.worktree.path, 'link'))).isSymbolicLink()).toBe(true)
  if (SANDBOX_USER) {
    const foreign = await execa('find', [session.worktree.path, '!', '-uid', String(SANDBOX_USER.uid)])
    expect(foreign.stdout).toBe(join(session.worktree.path, '.git'))
  }
  const { tree, commit, leftOut } = await session.snapshot()
  expect([tree, leftOut]).toEqual([session.baseTree, []])
  expect(await resolveCommit(session.bare, 'refs/countersign/s1/snap-1')).toBe(commit)
  expect(await session.agent('git status --porcelain')).toBe('')
  expect(await session.agent('git log --format=%H')).toBe(session.base)
})

test('a data folder reached through a link works the same', async () => {
  const link = join(session.folder, 'data')
  await symlink(session.folder, link)
  const path = join(link, 'worktrees', 's2')
  const worktree = { ...session.worktree, path, scratch: join(link, 'scratch', 's2') }
  await addWorktree({ ...worktree, commit: session.base })
  await removeWorktree({ worktree, savedTree: session.baseTree })
  const listed = await runGit({ gitDir: session.bare }, ['worktree', 'list', '--porcelain'])
  expect(listed.toString()).not.toContain('/s2')
})

test('a worktree can be made again after an attempt that was cut off', async () => {
  await rm(session.worktree.path, { recursive: true })
  await addWorktree({ ...session.worktree, commit: session.base })
  expect((await session.snapshot()).tree).toBe(session.baseTree)
  await compactRepository(session.bare)
  expect((await session.snapshot()).tree).toBe(session.baseTree)
})

test('a worktree with work that no snapshot has is not removed', async () => {
  await session.agent('echo work > work.txt')
  await expect(
    removeWorktree({ worktree: session.worktree, savedTree: session.baseTree }),
  ).rejects.toMatchObject({
    code: 'worktree.unsaved',
  })
  await expect(
    removeWorktree({ worktree: session.worktree, savedTree: session.baseTree, force: true }),
  ).rejects.toMatchObject({
    code: 'worktree.unsaved',
  })
  expect(await readFile(join(session.worktree.path, 'work.txt'), 'utf8')).toBe('work\n')
  await session.agent(
    'mkdir -p node_modules/locked; echo x > node_modules/locked/x; chmod 555 node_modules/locked; echo big > big',
  )
  const { tree, leftOut } = await session.snapshot({ maxFileBytes: 1_000 })
  expect(leftOut).toEqual([])
  await removeWorktree({ worktree: session.worktree, savedTree: tree })
  await expect(stat(session.worktree.path)).rejects.toThrow('ENOENT')
  expect(
    await runGit({ gitDir: session.bare }, ['worktree', 'list', '--porcelain']).then(String),
  ).not.toContain(session.worktree.path)
  await addWorktree({ ...session.worktree, commit: session.base })
  expect((await session.snapshot()).tree).toBe(session.baseTree)
})

test('a clean checkout is exactly the tree, with or without git', async () => {
  const owner = SANDBOX_USER ? { owner: SANDBOX_USER } : {}
  const plain = join(session.folder, 'plain')
  await checkoutTree({ bare: session.bare, tree: session.baseTree, path: plain, ...owner })
  await expect(lstat(join(plain, '.git'))).rejects.toThrow('ENOENT')
  const withGit = join(session.folder, 'with-git')
  await checkoutTree({
    bare: session.bare,
    tree: session.baseTree,
    path: withGit,
    withGit: true,
    parents: [session.base],
    ...owner,
  })
  const ask = async (...args: string[]) =>
    (
      await execa('git', ['-c', 'safe.directory=*', ...args], {
        cwd: withGit,
        ...(SANDBOX_USER ?? {}),
        env: { HOME: '/nonexistent' },
      })
    ).stdout
  expect(await ask('rev-parse', 'HEAD^{tree}')).toBe(session.baseTree)
  expect(await ask('rev-parse', 'HEAD^')).toBe(session.base)
  expect(await ask('status', '--porcelain')).toBe('')
  await symlink('/etc', join(withGit, 'trap'))
  for (const path of [plain, withGit]) {
    await removeCheckout({ bare: session.bare, path, ...owner })
    await expect(stat(path)).rejects.toThrow('ENOENT')
  }
  expect(await treeOf(session.bare, session.base)).toBe(session.baseTree)
  expect((await stat('/etc/passwd')).isFile()).toBe(true)
})

test('a checkout refuses to fill a folder that others could have prepared', async () => {
  const path = join(session.folder, 'used')
  await mkdir(path)
  await writeFile(join(path, 'run.sh'), 'mine\n')
  await expect(checkoutTree({ bare: session.bare, tree: session.baseTree, path })).rejects.toThrow(
    'not empty',
  )
  expect(await readFile(join(path, 'run.sh'), 'utf8')).toBe('mine\n')
})
