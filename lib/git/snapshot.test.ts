// Snapshots against an agent that does its worst inside its own folder.

import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SANDBOX_USER } from './make-test-repository.ts'
import { startTestSession, type TestSession } from './make-test-session.ts'
import { listFiles } from './read-tree.ts'
import { runGit } from './run-git.ts'
import { checkoutTree } from './worktree.ts'

const BASE_NAMES = ['.gitattributes', '.gitignore', 'link', 'run.sh', 'src/a.js', 'vendor']

let session: TestSession
beforeEach(async () => {
  session = await startTestSession()
})
afterEach(() => session.remove())

test('a snapshot takes what git add --all would take', async () => {
  await session.agent(
    'echo b > src/b.js; rm run.sh; mkdir node_modules; echo x > node_modules/x; echo y > out.log; echo c > "é \t.txt"; chmod +x src/a.js; printf "a\\r\\nb\\n" > src/a.js; ln -s /etc/passwd evil; ln -s /etc dir',
  )
  const { tree } = await session.snapshot()
  expect(await session.names(tree)).toEqual([
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
  const blob = async (path: string) =>
    runGit({ gitDir: session.bare }, ['cat-file', 'blob', `${tree}:${path}`])
  expect((await blob('src/a.js')).toString()).toBe('a\r\nb\n')
  expect((await blob('evil')).toString()).toBe('/etc/passwd')
  expect(await session.agent('git status --porcelain -- run.sh')).toBe(' D run.sh')
})

test('files and folders that change places', async () => {
  await session.agent('rm link; mkdir link; echo x > link/x; rm -r src; echo s > src; echo "bad" > "\\"q"')
  const { tree } = await session.snapshot()
  expect(await session.names(tree)).toEqual([
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
  await session.agent('echo one > f; touch -d 2026-01-01 f')
  await session.snapshot()
  await session.agent('echo two > f; touch -d 2026-01-01 f')
  const { tree } = await session.snapshot()
  expect((await runGit({ gitDir: session.bare }, ['cat-file', 'blob', `${tree}:f`])).toString()).toBe('two\n')
})

test('objects are complete in the bare repository, even when only the index is left', async () => {
  await session.agent('echo new > new.txt')
  const { tree } = await session.snapshot()
  await rm(session.worktree.scratch, { recursive: true, force: true })
  await runGit({ gitDir: session.bare }, ['fsck', '--strict', '--connectivity-only', tree])
  const copy = join(session.folder, 'copy')
  await checkoutTree({
    bare: session.bare,
    tree,
    path: copy,
    ...(SANDBOX_USER ? { owner: SANDBOX_USER } : {}),
  })
  expect(await readFile(join(copy, 'new.txt'), 'utf8')).toBe('new\n')
})

const PROGRAM = '#!/bin/sh\ntouch "$0.ran"\ncat\n'
async function plantProgram(): Promise<{ program: string; ran: () => Promise<boolean> }> {
  const folder = join(session.folder, 'evil')
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
  await session.agent(
    `rm -f .git; ${repository}; mkdir nested vendor/sub; cd nested; ${repository}; cd ../vendor; ${repository}`,
  )
  await rm(`${program}.ran`, { force: true })
  const { tree, leftOut } = await session.snapshot()
  await session.snapshot()
  expect(await session.names(tree)).toEqual([
    ...BASE_NAMES.slice(0, 3),
    'nested/x.js',
    ...BASE_NAMES.slice(3),
    'x.js',
  ])
  expect(leftOut).toEqual([{ path: 'vendor/', reason: 'submodule' }])
  expect(await ran()).toBe(false)
  await session.agent('git status')
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
    await session.agent(`rm -rf .git; ${shape}; echo "${shape}" > shape`)
    const { tree, leftOut } = await session.snapshot()
    expect(await session.names(tree), shape).toEqual([
      ...BASE_NAMES.slice(0, 4),
      'shape',
      ...BASE_NAMES.slice(4),
    ])
    expect(leftOut).toEqual([])
  }
})

test('nested repositories are taken as files, by both sets of ignore rules', async () => {
  await session.agent(
    'mkdir app; cd app; git init -q; echo "*.tmp" > .gitignore; mkdir -p node_modules deep; echo 1 > index.js; echo 2 > a.tmp; echo 3 > node_modules/m; cd deep; git init -q; echo 4 > inner; git add .; git commit -qm x',
  )
  const { tree } = await session.snapshot()
  const inside = (await session.names(tree)).filter((name) => name.startsWith('app'))
  expect(inside).toEqual(['app/.gitignore', 'app/deep/inner', 'app/index.js'])
  expect((await session.snapshot()).tree).toBe(tree)
})

test('a folder that becomes a link leads nowhere', async () => {
  await session.agent('cp -r src other; rm -r src; ln -s other src')
  const first = await session.snapshot()
  expect(await session.names(first.tree)).toEqual([
    ...BASE_NAMES.slice(0, 3),
    'other/a.js',
    'run.sh',
    'src',
    'vendor',
  ])
  expect(first.leftOut).toEqual([])
})

test("a submodule's folder: files in it are named, its removal and replacement are changes", async () => {
  expect((await session.snapshot()).tree).toBe(session.baseTree)
  await session.agent('echo x > vendor/x')
  const filled = await session.snapshot()
  expect([filled.tree, filled.leftOut]).toEqual([
    session.baseTree,
    [{ path: 'vendor/', reason: 'submodule' }],
  ])
  await session.agent('rm -r vendor')
  expect(await session.names((await session.snapshot()).tree)).not.toContain('vendor')
  await session.agent('echo file > vendor')
  const replaced = (await listFiles(session.bare, (await session.snapshot()).tree, { limit: 99 })).files
  expect(replaced.find((file) => file.path === 'vendor')?.mode).toBe('100644')
})

test('what cannot be stored is named and does not stop the rest', async () => {
  await session.agent(
    'mkfifo pipe; rm run.sh; mkfifo run.sh; echo s > secret; head -c 5000 /dev/zero > big; echo ok > ok; head -c 3000 /dev/zero > src/a.js; mkdir closed; echo c > closed/c',
  )
  const closed = 'chmod 000 secret closed'
  await session.agent(closed)
  const { tree, leftOut } = await session.snapshot({ maxFileBytes: 2000 })
  const found = await session.names(tree)
  expect(found).toContain('ok')
  expect(found).not.toContain('run.sh')
  const reasons = Object.fromEntries(leftOut.map(({ path, reason }) => [path, reason]))
  expect(reasons).toMatchObject({ 'run.sh': 'special', big: 'too-large', 'src/a.js': 'too-large' })
  if (process.getuid?.() !== 0 || SANDBOX_USER)
    expect(reasons).toMatchObject({ secret: 'unreadable', 'closed/': 'unreadable' })
  const before = await runGit({ gitDir: session.bare }, ['cat-file', 'blob', `${tree}:src/a.js`])
  expect(before.toString()).toBe('a\r\n')
  const little = await session.snapshot({ maxTotalBytes: 100, maxFileBytes: 10_000 })
  expect(little.leftOut.filter((one) => one.reason === 'too-much').map((one) => one.path)).toEqual([
    'src/a.js',
    'big',
  ])
  await session.agent('chmod 700 secret closed')
})

test('a pipe where git looks for its rules ends in a sentence, not in waiting', async () => {
  await session.agent('mkdir deep; mkfifo deep/.gitignore; echo x > deep/x')
  const attempt = session.snapshot({ timeoutMs: 1500 })
  await expect(attempt).rejects.toThrow('deep/.gitignore is a named pipe')
  await session.agent('rm deep/.gitignore')
  expect(await session.names((await session.snapshot()).tree)).toContain('deep/x')
})
