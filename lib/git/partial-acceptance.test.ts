// Any subset of hunks, spliced and built, is the tree that `git apply` makes of exactly those hunks.

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acceptedChanges } from '../review/accept-hunks.ts'
import type { ChangedFile } from '../review/hunk.ts'
import { diffTrees, patchText } from './diff.ts'
import { makeBare, makeFolder, makeTree, type TestFile } from './make-test-repository.ts'
import { buildTree } from './merge.ts'
import { readBlob } from './read-tree.ts'
import { readGit, runGit } from './run-git.ts'

let place: Awaited<ReturnType<typeof makeFolder>>
let bare: string
beforeAll(async () => {
  place = await makeFolder()
  bare = await makeBare(place.folder)
})
afterAll(() => place.remove())

const read = async (oid: string) => (await readBlob(bare, oid, 1e9)).bytes

async function accept(baseTree: string, files: ChangedFile[], accepted: Set<string>): Promise<string> {
  return buildTree({ bare, baseTree, changes: await acceptedChanges(files, accepted, read) })
}

/** The independent way: the patch text with the other hunks cut out, applied to an index of the base. */
async function applyByGit(baseTree: string, patch: string, keep: readonly boolean[]): Promise<string> {
  const env = { GIT_INDEX_FILE: join(place.folder, 'apply-index') }
  await rm(env.GIT_INDEX_FILE, { force: true })
  await runGit({ gitDir: bare }, ['read-tree', baseTree], { env })
  const [head = '', ...hunks] = patch.split(/^(?=@@ )/m)
  const kept = hunks.filter((_, at) => keep[at])
  if (kept.length > 0) {
    const input = Buffer.from([head, ...kept].join(''), 'latin1')
    await runGit({ gitDir: bare }, ['apply', '--cached', '--whitespace=nowarn', '-'], { env, input })
  }
  return readGit({ gitDir: bare }, ['write-tree'], { env })
}

const line = fc.constantFrom('a', 'b', 'c', '', '-- x', '++ y', '\\ z', 'é', ' @@', '\xff')
const ending = fc.constantFrom('\n', '\n', '\n', '\r\n')
const row = fc.tuple(line, ending)
const block = fc.oneof(
  { weight: 1, arbitrary: fc.array(row, { maxLength: 6 }) },
  { weight: 4, arbitrary: fc.array(row, { minLength: 30, maxLength: 60 }) },
)

/** A file and an edit of it: each edit replaces some lines somewhere. */
const change = fc
  .record({
    before: block,
    cuts: fc.array(fc.record({ at: fc.nat(60), drop: fc.nat(4), put: fc.array(row, { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 5,
    }),
    endings: fc.tuple(fc.boolean(), fc.boolean()),
  })
  .map(({ before, cuts, endings }) => {
    const after = [...before]
    for (const cut of cuts) after.splice(cut.at % (after.length + 1), cut.drop, ...cut.put)
    const text = (lines: [string, string][], cutEnd: boolean) => {
      const joined = lines.flat().join('')
      return Buffer.from(cutEnd ? joined.replace(/\r?\n$/, '') : joined, 'latin1')
    }
    return { before: text(before, endings[0]), after: text(after, endings[1]) }
  })

test('one file, any subset', async () => {
  let partial = 0
  await fc.assert(
    fc.asyncProperty(
      change,
      fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      async (files, keep) => {
        const base = await makeTree(bare, { f: files.before })
        const theirs = await makeTree(bare, { f: files.after })
        const changed = await diffTrees(bare, base, theirs)
        const hunks = changed.flatMap((file) => file.hunks)
        const some = hunks.filter((_, at) => keep[at]).map(({ id }) => id)
        if (some.length > 0 && some.length < hunks.length) partial++
        expect(new Set(hunks.map(({ id }) => id)).size).toBe(hunks.length)
        expect(await accept(base, changed, new Set())).toBe(base)
        expect(await accept(base, changed, new Set(hunks.map(({ id }) => id)))).toBe(theirs)
        const patch = Buffer.from(await patchText(bare, base, theirs)).toString('latin1')
        if (patch.includes('GIT binary patch')) return
        expect(await accept(base, changed, new Set(some))).toBe(await applyByGit(base, patch, keep))
      },
    ),
    { numRuns: 40 },
  )
  expect(partial).toBeGreaterThan(3)
}, 120_000)

const LINES = Array.from({ length: 40 }, (_, at) => `line ${at}\n`)
const edited = LINES.map((text, at) => (at === 3 || at === 33 ? `new ${text}` : text)).join('')

test('every kind of file: all is theirs, none is the base, each alone changes only itself', async () => {
  const before: Record<string, TestFile> = {
    gone: 'a\n',
    mode: LINES.join(''),
    moved: LINES.join(''),
    link: { mode: '120000', content: 'old' },
    binary: Buffer.from([0, 1]),
    sub: { mode: '160000', oid: '1'.repeat(40) },
    kind: 'text\n',
    'folder/file': 'x\n',
  }
  const after: Record<string, TestFile> = {
    empty: '',
    mode: { mode: '100755', content: edited },
    moved2: edited,
    link: { mode: '120000', content: 'new' },
    binary: Buffer.from([0, 2]),
    sub: { mode: '160000', oid: '2'.repeat(40) },
    kind: { mode: '120000', content: 'x' },
    folder: 'now a file\n',
  }
  const base = await makeTree(bare, before)
  const theirs = await makeTree(bare, after)
  const files = await diffTrees(bare, base, theirs)
  const ids = files.flatMap((file) => file.hunks.map(({ id }) => id))
  expect(await accept(base, files, new Set())).toBe(base)
  expect(await accept(base, files, new Set(ids))).toBe(theirs)
  const both = new Set(['folder', 'folder/file'])
  for (const file of files) {
    if (both.has(file.path)) continue
    const alone = await accept(base, files, new Set(file.hunks.map(({ id }) => id)))
    const rest = await diffTrees(bare, base, alone)
    expect(rest.map((one) => one.path)).toEqual([file.path])
  }
})

test('one hunk of a renamed, now executable file brings the name and the mode, not the other hunk', async () => {
  const base = await makeTree(bare, { old: LINES.join('') })
  const theirs = await makeTree(bare, { new: { mode: '100755', content: edited } })
  const files = await diffTrees(bare, base, theirs)
  expect(files.map((file) => [file.status, file.hunks.length])).toEqual([['renamed', 2]])
  const content = LINES.map((text, at) => (at === 3 ? `new ${text}` : text)).join('')
  const expected = await makeTree(bare, { new: { mode: '100755', content } })
  expect(await accept(base, files, new Set([files[0]!.hunks[0]!.id]))).toBe(expected)
})

test('a file cannot be accepted where a kept folder stands', async () => {
  const base = await makeTree(bare, { 'folder/file': 'x\n' })
  const files = await diffTrees(bare, base, await makeTree(bare, { folder: 'y\n' }))
  const added = files.find((file) => file.path === 'folder')!
  const attempt = accept(base, files, new Set([added.hunks[0]!.id]))
  await expect(attempt).rejects.toMatchObject({ code: 'tree.path-conflict' })
})
