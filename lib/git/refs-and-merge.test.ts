// Moving the target forward, compare-and-swap, merging, trailers, and finding a merge again after a crash.

import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitTree, findMergeByTrailer, trailers } from './commit-tree.ts'
import { DATE, makeBare, makeCommit, makeFolder, makeTree, PERSON } from './make-test-repository.ts'
import { mergeTrees } from './merge.ts'
import { listFiles, log, readBlob, readFileAt, treeOf } from './read-tree.ts'
import { advanceTarget, checkRef, checkTreeish, compareAndSwapRef, keepRef, resolveCommit } from './refs.ts'
import { readGit } from './run-git.ts'

let place: Awaited<ReturnType<typeof makeFolder>>
let bare: string
let base: string
const lines = (edits: Record<number, string>) =>
  Array.from({ length: 20 }, (_, at) => `${edits[at] ?? `line ${at}`}\n`).join('')

beforeEach(async () => {
  place = await makeFolder()
  bare = await makeBare(place.folder)
  base = await makeCommit(bare, await makeTree(bare, { f: lines({}) }))
})
afterEach(() => place.remove())

const child = async (text: string, parent: string) =>
  makeCommit(bare, await makeTree(bare, { f: text }), [parent])

test('the target follows origin where nothing is lost', async () => {
  const next = await child(lines({ 1: 'x' }), base)
  const other = await child(lines({ 2: 'y' }), base)
  const origin = (commit: string) => readGit({ gitDir: bare }, ['update-ref', 'refs/origin/main', commit])
  await expect(advanceTarget(bare, 'main')).rejects.toMatchObject({ code: 'branch.missing' })
  await origin(base)
  expect(await advanceTarget(bare, 'main')).toEqual({ state: 'new', head: base, originHead: base })
  expect((await advanceTarget(bare, 'main')).state).toBe('up-to-date')
  await origin(next)
  expect(await advanceTarget(bare, 'main')).toEqual({ state: 'fast-forwarded', head: next, originHead: next })
  await origin(base)
  expect(await advanceTarget(bare, 'main')).toEqual({ state: 'ahead', head: next, originHead: base })
  await origin(other)
  expect(await advanceTarget(bare, 'main')).toEqual({ state: 'diverged', head: next, originHead: other })
  expect(await resolveCommit(bare, 'refs/heads/main')).toBe(next)
})

test('a ref moves for exactly one of many at once', async () => {
  const commits = await Promise.all([1, 2, 3, 4].map((at) => child(lines({ [at]: 'mine' }), base)))
  expect(await compareAndSwapRef(bare, 'refs/heads/main', base, null)).toBe('moved')
  expect(await compareAndSwapRef(bare, 'refs/heads/main', base, null)).toBe('stale')
  const results = await Promise.all(
    commits.map((one) => compareAndSwapRef(bare, 'refs/heads/main', one, base)),
  )
  expect(results.filter((result) => result === 'moved')).toHaveLength(1)
  const winner = commits[results.indexOf('moved')]
  expect(await resolveCommit(bare, 'refs/heads/main')).toBe(winner)
})

test('a lock that a lost machine left behind does not stop merging for ever, a fresh one does', async () => {
  const lock = join(bare, 'refs', 'heads', 'main.lock')
  await mkdir(dirname(lock), { recursive: true })
  await writeFile(lock, '')
  await expect(compareAndSwapRef(bare, 'refs/heads/main', base, null)).rejects.toMatchObject({
    exitCode: 128,
  })
  const old = new Date(Date.now() - 3_600_000)
  await utimes(lock, old, old)
  expect(await compareAndSwapRef(bare, 'refs/heads/main', base, null)).toBe('moved')
})

test('names that git would misread are refused', () => {
  for (const bad of [
    '--force',
    'refs/heads/a..b',
    'refs/heads/a b',
    'refs/heads/x.lock',
    'refs/heads/a:b',
    'main',
  ])
    expect(() => checkRef(bad), bad).toThrow('no name git accepts')
  expect(() => checkTreeish('--output=/etc/passwd')).toThrow()
})

test('kept commits live under our own prefix only', async () => {
  await keepRef(bare, 'refs/countersign/s1/snap-1', base)
  expect(await resolveCommit(bare, 'refs/countersign/s1/snap-1')).toBe(base)
  await expect(keepRef(bare, 'refs/heads/main', base)).rejects.toThrow('refs/countersign/')
})

test('edits apart merge; edits of one line conflict by name', async () => {
  const ours = await child(lines({ 1: 'ours' }), base)
  const theirs = await child(lines({ 18: 'theirs' }), base)
  const clash = await child(lines({ 1: 'clash' }), base)
  const both = await makeTree(bare, { f: lines({ 1: 'ours', 18: 'theirs' }) })
  expect(await mergeTrees({ bare, ours, theirs })).toEqual({ outcome: 'merged', tree: both })
  expect(await mergeTrees({ bare, ours, theirs: clash })).toEqual({ outcome: 'conflicted', paths: ['f'] })
})

test('a given base counts, whatever history says', async () => {
  const ours = await makeCommit(bare, await makeTree(bare, { f: lines({ 1: 'ours' }) }))
  const theirs = await makeCommit(bare, await makeTree(bare, { f: lines({ 18: 'theirs' }) }))
  const both = await makeTree(bare, { f: lines({ 1: 'ours', 18: 'theirs' }) })
  expect(await mergeTrees({ bare, base, ours, theirs })).toEqual({ outcome: 'merged', tree: both })
  expect(await mergeTrees({ bare, base, ours: base, theirs })).toMatchObject({
    tree: await treeOf(bare, theirs),
  })
})

test('the same commit has the same id, and odd names of people are taken', async () => {
  const tree = await treeOf(bare, base)
  const make = () =>
    commitTree({
      bare,
      tree,
      parents: [base],
      message: 'Say why\n\nmore',
      author: { name: ' <> ', email: 'a@b' },
      committer: PERSON,
      date: DATE,
    })
  expect(await make()).toBe(await make())
  expect((await log(bare, await make(), { limit: 1 }))[0]).toMatchObject({
    subject: 'Say why',
    parents: [base],
    author: 'a@b',
    date: '2026-01-02T03:04:05+00:00',
  })
})

test('trailers stand in the last paragraph and cannot be forged', async () => {
  const added = [
    { key: 'Countersign-Run', value: 'run\n7' },
    { key: 'Reviewed-by', value: 'Ada <a@b>' },
  ]
  expect(trailers('Fix it\r\n\r\nBecause.\n', added)).toBe(
    'Fix it\n\nBecause.\n\nCountersign-Run: run 7\nReviewed-by: Ada <a@b>\n',
  )
  expect(trailers('Fix it\n\nCo-authored-by: B <b@c>', added)).toBe(
    'Fix it\n\nCo-authored-by: B <b@c>\nCountersign-Run: run 7\nReviewed-by: Ada <a@b>\n',
  )
  expect(trailers('fix: it', added)).toBe('fix: it\n\nCountersign-Run: run 7\nReviewed-by: Ada <a@b>\n')
  expect(() => trailers('Fix\n\ncountersign-run: other', added)).toThrow('Remove the line')
})

test('a merge is found by its trailer after a crash, and no other', async () => {
  const tree = await treeOf(bare, base)
  const message = trailers('Merge it', [{ key: 'Countersign-Run', value: 'run-1' }])
  const merge = await makeCommit(bare, tree, [base, await child(lines({ 3: 'z' }), base)], message)
  const later = await makeCommit(bare, tree, [merge], 'Later, about Countersign-Run: run-2')
  await compareAndSwapRef(bare, 'refs/heads/main', later, null)
  const find = (value: string, limit = 50) =>
    findMergeByTrailer(bare, 'refs/heads/main', 'Countersign-Run', value, limit)
  expect(await find('run-1')).toBe(merge)
  expect(await find('run-1', 1)).toBeNull()
  expect(await find('run')).toBeNull()
  expect(await find('run-2')).toBeNull()
})

test('stored files are read with limits', async () => {
  const tree = await makeTree(bare, {
    'a b/é': 'hello',
    link: { mode: '120000', content: 'a' },
    '"\\377"': 'odd',
  })
  expect(await readFileAt(bare, tree, 'a b/é', 3)).toMatchObject({ size: 5, truncated: true, mode: '100644' })
  expect(Buffer.from((await readFileAt(bare, tree, 'a b/é', 3))!.bytes).toString()).toBe('hel')
  expect(Buffer.from((await readFileAt(bare, tree, '"\\377"', 9))!.bytes).toString()).toBe('odd')
  expect(await readFileAt(bare, tree, 'a b', 3)).toBeNull()
  expect(await readFileAt(bare, tree, '*', 3)).toBeNull()
  const { files, total } = await listFiles(bare, tree, { limit: 2 })
  expect([files.map((file) => file.path), total]).toEqual([['a b/é', 'link'], 3])
  expect((await readBlob(bare, files[0]!.oid, 100)).truncated).toBe(false)
})
