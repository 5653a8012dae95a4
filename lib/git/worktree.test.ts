// Worktrees and snapshots against an agent that does its worst inside its own folder.

import { chmod, lstat, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DATE, makeBare, makeCommit, makeFolder, makeTree, SANDBOX_USER } from './make-test-repository.ts'
import { listFiles, treeOf } from './read-tree.ts'
import { keepRef, resolveCommit } from './refs.ts'
import { runGit } from './run-git.ts'
import { type SnapshotRequest, takeSnapshot } from './snapshot.ts'
import { addWorktree, checkoutTree, removeCheckout, removeWorktree, type Worktree } from './worktree.ts'

let place: Awaited<ReturnType<typeof makeFolder>>
let bare: string
let base: string
let baseTree: string
let worktree: Worktree
let count: number
beforeEach(async () => {
  count = 0
  place = await makeFolder()
  bare = await makeBare(place.folder)
  baseTree = await makeTree(bare, {
    'src/a.js': 'a\r\n',
    'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
    link: { mode: '120000', content: 'src/a.js' },
    '.gitignore': 'node_modules\n*.log\n',
    '.gitattributes': '* text=auto eol=lf export-ignore\n*.js filter=evil ident\n',
    vendor: { mode: '160000', oid: '1'.repeat(40) },
  })
  base = await makeCommit(bare, baseTree)
  await keepRef(bare, 'refs/countersign/s1/base', base)
  const path = join(place.folder, 'worktrees', 's1')
  worktree = {
    bare,
    path,
    scratch: join(place.folder, 'scratch', 's1'),
    ...(SANDBOX_USER ? { owner: SANDBOX_USER } : {}),
  }
  await addWorktree({ ...worktree, commit: base })
})
afterEach(() => place.remove())

/** Runs a line of shell in the worktree as the agent would. */
async function agent(script: string): Promise<string> {
  const as = SANDBOX_USER ?? {}
  const env = {
    HOME: '/nonexistent',
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_CONFIG_KEY_1: 'user.name',
    GIT_CONFIG_VALUE_1: 'x',
    GIT_CONFIG_KEY_2: 'user.email',
    GIT_CONFIG_VALUE_2: 'x@y',
  }
  return (await execa('sh', ['-ec', script], { ...as, cwd: worktree.path, env, stdin: 'ignore' })).stdout
}

const snapshot = (more: Partial<SnapshotRequest> = {}) =>
  takeSnapshot({
    worktree,
    parent: base,
    message: 'After a command',
    date: DATE,
    ref: `refs/countersign/s1/snap-${++count}`,
    ...more,
  })

const names = async (tree: string) =>
  (await listFiles(bare, tree, { limit: 999 })).files.map((file) => file.path)
const BASE_NAMES = ['.gitattributes', '.gitignore', 'link', 'run.sh', 'src/a.js', 'vendor']

test('a fresh worktree is the commit, byte for byte, in the hands of its owner', async () => {
  expect(await readFile(join(worktree.path, 'src/a.js'), 'utf8')).toBe('a\r\n')
  expect((await lstat(join(worktree.path, 'link'))).isSymbolicLink()).toBe(true)
  if (SANDBOX_USER) {
    const foreign = await execa('find', [worktree.path, '!', '-uid', String(SANDBOX_USER.uid)])
    expect(foreign.stdout).toBe(join(worktree.path, '.git'))
  }
  const { tree, commit, leftOut } = await snapshot()
  expect([tree, leftOut]).toEqual([baseTree, []])
  expect(await resolveCommit(bare, 'refs/countersign/s1/snap-1')).toBe(commit)
  expect(await agent('git status --porcelain')).toBe('')
  expect(await agent('git log --format=%H')).toBe(base)
})

test('a snapshot takes what git add --all would take', async () => {
  await agent(
    'echo b > src/b.js; rm run.sh; mkdir node_modules; echo x > node_modules/x; echo y > out.log; echo c > "é \t.txt"; chmod +x src/a.js; printf "a\\r\\nb\\n" > src/a.js; ln -s /etc/passwd evil; ln -s /etc dir',
  )
  const { tree } = await snapshot()
  expect(await names(tree)).toEqual([
    '.gitattributes',
    '.gitignore',
    'dir',
    'evil',
    'link',
    'src/a.js',
    'src/b.js',
    'vendor',
    'é \t.txt',
  ])
  const blob = async (path: string) => runGit({ gitDir: bare }, ['cat-file', 'blob', `${tree}:${path}`])
  expect((await blob('src/a.js')).toString()).toBe('a\r\nb\n')
  expect((await blob('evil')).toString()).toBe('/etc/passwd')
  expect(await agent('git status --porcelain -- run.sh')).toBe(' D run.sh')
})

test('files and folders that change places', async () => {
  await agent('rm link; mkdir link; echo x > link/x; rm -r src; echo s > src; echo "bad" > "\\"q"')
  const { tree } = await snapshot()
  expect(await names(tree)).toEqual([
    '"\\"q"',
    '.gitattributes',
    '.gitignore',
    'link/x',
    'run.sh',
    'src',
    'vendor',
  ])
})

test('repeated snapshots see a change that keeps size and time', async () => {
  await agent('echo one > f; touch -d 2026-01-01 f')
  await snapshot()
  await agent('echo two > f; touch -d 2026-01-01 f')
  const { tree } = await snapshot()
  expect((await runGit({ gitDir: bare }, ['cat-file', 'blob', `${tree}:f`])).toString()).toBe('two\n')
})

test('objects are complete in the bare repository, even when only the index is left', async () => {
  await agent('echo new > new.txt')
  const { tree } = await snapshot()
  await rm(worktree.scratch, { recursive: true, force: true })
  await runGit({ gitDir: bare }, ['fsck', '--strict', '--connectivity-only', tree])
  const copy = join(place.folder, 'copy')
  await checkoutTree({ bare, tree, path: copy, ...(SANDBOX_USER ? { owner: SANDBOX_USER } : {}) })
  expect(await readFile(join(copy, 'new.txt'), 'utf8')).toBe('new\n')
})

const PROGRAM = '#!/bin/sh\ntouch "$0.ran"\ncat\n'
async function plantProgram(): Promise<{ program: string; ran: () => Promise<boolean> }> {
  const folder = join(place.folder, 'evil')
  await mkdir(folder)
  await chmod(folder, 0o777)
  const program = join(folder, 'evil.sh')
  await writeFile(program, PROGRAM)
  await chmod(program, 0o755)
  return { program, ran: async () => (await stat(`${program}.ran`).catch(() => null)) !== null }
}

test('no program named by a repository that the agent planted ever runs', async () => {
  const { program, ran } = await plantProgram()
  const configure = [
    'core.fsmonitor',
    'filter.evil.clean',
    'filter.evil.smudge',
    'diff.external',
    'core.hooksPath',
  ]
    .map((key) => `git config ${key} ${program}`)
    .join('; ')
  const repository = `git init -q .; echo x > x.js; git add .; git commit -qm x; echo changed > x.js; ${configure}`
  await agent(
    `rm -f .git; ${repository}; mkdir nested vendor/sub; cd nested; ${repository}; cd ../vendor; ${repository}`,
  )
  await rm(`${program}.ran`, { force: true })
  const { tree, leftOut } = await snapshot()
  await snapshot()
  expect(await names(tree)).toEqual([
    ...BASE_NAMES.slice(0, 3),
    'nested/x.js',
    ...BASE_NAMES.slice(3),
    'x.js',
  ])
  expect(leftOut).toEqual([])
  expect(await ran()).toBe(false)
  await agent('git status')
  expect(await ran(), 'the planted program does run when git is asked inside').toBe(true)
})

test('.git may be a link, a file of nonsense, a pipe or gone', async () => {
  const shapes = [
    'ln -s /etc .git',
    'echo "gitdir: /etc" > .git',
    'mkfifo .git',
    'true',
    'mkdir .git; echo x > .git/HEAD',
  ]
  for (const shape of shapes) {
    await agent(`rm -rf .git; ${shape}; echo "${shape}" > shape`)
    const { tree, leftOut } = await snapshot()
    expect(await names(tree), shape).toEqual([...BASE_NAMES.slice(0, 4), 'shape', ...BASE_NAMES.slice(4)])
    expect(leftOut).toEqual([])
  }
})

test('nested repositories are taken as files, by both sets of ignore rules', async () => {
  await agent(
    'mkdir app; cd app; git init -q; echo "*.tmp" > .gitignore; mkdir -p node_modules deep; echo 1 > index.js; echo 2 > a.tmp; echo 3 > node_modules/m; cd deep; git init -q; echo 4 > inner; git add .; git commit -qm x',
  )
  const { tree } = await snapshot()
  const inside = (await names(tree)).filter((name) => name.startsWith('app'))
  expect(inside).toEqual(['app/.gitignore', 'app/deep/inner', 'app/index.js'])
  expect((await snapshot()).tree).toBe(tree)
})

test('what cannot be stored is named and does not stop the rest', async () => {
  await agent(
    'mkfifo pipe; rm run.sh; mkfifo run.sh; echo s > secret; head -c 5000 /dev/zero > big; echo ok > ok; head -c 3000 /dev/zero > src/a.js; mkdir closed; echo c > closed/c',
  )
  const closed = 'chmod 000 secret closed'
  await agent(closed)
  const { tree, leftOut } = await snapshot({ maxFileBytes: 2000 })
  const found = await names(tree)
  expect(found).toContain('ok')
  expect(found).not.toContain('run.sh')
  const reasons = Object.fromEntries(leftOut.map(({ path, reason }) => [path, reason]))
  expect(reasons).toMatchObject({ 'run.sh': 'special', big: 'too-large', 'src/a.js': 'too-large' })
  if (process.getuid?.() !== 0 || SANDBOX_USER)
    expect(reasons).toMatchObject({ secret: 'unreadable', 'closed/': 'unreadable' })
  const before = await runGit({ gitDir: bare }, ['cat-file', 'blob', `${tree}:src/a.js`])
  expect(before.toString()).toBe('a\r\n')
  const little = await snapshot({ maxTotalBytes: 100, maxFileBytes: 10_000 })
  expect(little.leftOut.filter((one) => one.reason === 'too-much').map((one) => one.path)).toEqual([
    'src/a.js',
    'big',
  ])
  await agent('chmod 700 secret closed')
})

test('a pipe where git looks for its rules ends in a sentence, not in waiting', async () => {
  await agent('mkdir deep; mkfifo deep/.gitignore; echo x > deep/x')
  const attempt = snapshot({ timeoutMs: 1500 })
  await expect(attempt).rejects.toThrow('deep/.gitignore is a named pipe')
  await agent('rm deep/.gitignore')
  expect(await names((await snapshot()).tree)).toContain('deep/x')
})

test('a worktree with work that no snapshot has is not removed', async () => {
  await agent('echo work > work.txt')
  await expect(removeWorktree({ worktree, savedTree: baseTree })).rejects.toMatchObject({
    code: 'worktree.unsaved',
  })
  await expect(removeWorktree({ worktree, savedTree: baseTree, force: true })).rejects.toMatchObject({
    code: 'worktree.unsaved',
  })
  expect(await readFile(join(worktree.path, 'work.txt'), 'utf8')).toBe('work\n')
  await agent(
    'mkdir -p node_modules/locked; echo x > node_modules/locked/x; chmod 555 node_modules/locked; echo big > big',
  )
  const { tree, leftOut } = await snapshot({ maxFileBytes: 1_000 })
  expect(leftOut).toEqual([])
  await removeWorktree({ worktree, savedTree: tree })
  await expect(stat(worktree.path)).rejects.toThrow('ENOENT')
  expect(await runGit({ gitDir: bare }, ['worktree', 'list', '--porcelain']).then(String)).not.toContain(
    worktree.path,
  )
  await addWorktree({ ...worktree, commit: base })
  expect((await snapshot()).tree).toBe(baseTree)
})

test('a clean checkout is exactly the tree, with or without git', async () => {
  const owner = SANDBOX_USER ? { owner: SANDBOX_USER } : {}
  const plain = join(place.folder, 'plain')
  await checkoutTree({ bare, tree: baseTree, path: plain, ...owner })
  await expect(lstat(join(plain, '.git'))).rejects.toThrow('ENOENT')
  const withGit = join(place.folder, 'with-git')
  await checkoutTree({ bare, tree: baseTree, path: withGit, withGit: true, parents: [base], ...owner })
  const ask = async (...args: string[]) =>
    (
      await execa('git', ['-c', 'safe.directory=*', ...args], {
        cwd: withGit,
        ...(SANDBOX_USER ?? {}),
        env: { HOME: '/nonexistent' },
      })
    ).stdout
  expect(await ask('rev-parse', 'HEAD^{tree}')).toBe(baseTree)
  expect(await ask('rev-parse', 'HEAD^')).toBe(base)
  expect(await ask('status', '--porcelain')).toBe('')
  await symlink('/etc', join(withGit, 'trap'))
  for (const path of [plain, withGit]) {
    await removeCheckout({ bare, path, ...owner })
    await expect(stat(path)).rejects.toThrow('ENOENT')
  }
  expect(await treeOf(bare, base)).toBe(baseTree)
  expect((await stat('/etc/passwd')).isFile()).toBe(true)
})

test('a checkout refuses to fill a folder that others could have prepared', async () => {
  const path = join(place.folder, 'used')
  await mkdir(path)
  await writeFile(join(path, 'run.sh'), 'mine\n')
  await expect(checkoutTree({ bare, tree: baseTree, path })).rejects.toThrow('not empty')
  expect(await readFile(join(path, 'run.sh'), 'utf8')).toBe('mine\n')
})
