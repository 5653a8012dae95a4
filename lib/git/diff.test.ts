// What git says about two trees, read into files and hunks: the awkward names and kinds of file, one by one.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { diffStat, diffTrees, patchText } from './diff.ts'
import { makeBare, makeFolder, makeTree, type TestFile } from './make-test-repository.ts'

let place: Awaited<ReturnType<typeof makeFolder>>
let bare: string
beforeEach(async () => {
  place = await makeFolder()
  bare = await makeBare(place.folder)
})
afterEach(() => place.remove())

async function diff(before: Record<string, TestFile>, after: Record<string, TestFile>) {
  return diffTrees(bare, await makeTree(bare, before), await makeTree(bare, after))
}

const TEN = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n'

test('names with tabs, spaces, quotes, newlines and other alphabets come back as they are', async () => {
  const names = [
    'tab\there é.txt',
    'two  spaces',
    'a "quote"',
    'line\nbreak',
    ' b/ a b/c',
    '日本語/ファイル',
    '"\\"first"',
  ]
  const before = Object.fromEntries(names.map((name) => [name, 'a\n']))
  const after = Object.fromEntries(names.map((name) => [name, 'b\n']))
  const files = await diff(before, after)
  expect(files.map((file) => file.path).sort()).toEqual(names.sort())
  expect(files.every((file) => file.hunks.length === 1 && file.hunks[0]!.lines.length === 2)).toBe(true)
})

test('a name that is not UTF-8 is quoted, and can be built again', async () => {
  const files = await diff({}, { '"caf\\351"': 'x\n' })
  expect(files.map((file) => file.path)).toEqual(['"caf\\351"'])
})

test('each kind of change has its status, modes and hunks', async () => {
  const commit = '1'.repeat(40)
  const files = await diff(
    {
      gone: 'a\n',
      mode: TEN,
      moved: TEN,
      link: { mode: '120000', content: 'old-target' },
      binary: Buffer.from([0, 1, 2]),
      sub: { mode: '160000', oid: commit },
      becomesLink: 'text\n',
    },
    {
      empty: '',
      fresh: 'b\n',
      mode: { mode: '100755', content: TEN },
      moved2: TEN,
      link: { mode: '120000', content: 'new-target' },
      binary: Buffer.from([0, 1, 3]),
      sub: { mode: '160000', oid: '2'.repeat(40) },
      becomesLink: { mode: '120000', content: '/etc/passwd' },
    },
  )
  const shown = files.map(({ path, status, binary, added, removed, hunks }) => [
    path,
    status,
    binary,
    added,
    removed,
    hunks.map((hunk) => hunk.lines.length),
  ])
  expect(shown).toEqual([
    ['becomesLink', 'modified', false, 1, 1, [2]],
    ['binary', 'modified', true, 0, 0, [0]],
    ['empty', 'added', false, 0, 0, [0]],
    ['fresh', 'added', false, 1, 0, [1]],
    ['gone', 'deleted', false, 0, 1, [1]],
    ['link', 'modified', false, 1, 1, [2]],
    ['mode', 'mode', false, 0, 0, [0]],
    ['moved2', 'renamed', false, 0, 0, [0]],
    ['sub', 'modified', false, 1, 1, [2]],
  ])
  expect(files.find((file) => file.path === 'moved2')?.oldPath).toBe('moved')
  expect(files.find((file) => file.path === 'becomesLink')?.newMode).toBe('120000')
  const gone = files.find((file) => file.path === 'gone')!
  expect([gone.newBlob, gone.newMode]).toEqual([null, null])
})

test('CRLF, a missing final newline, lines like headers, and headings survive', async () => {
  const before = `def f():\n${'  x\n'.repeat(9)}-- a comment\n++ more\n@@ -1 +1 @@\r\nlast`
  const after = before
    .replace('-- a comment', '-- another')
    .replace('++ more\n', '')
    .replace('last', 'last\n')
  const [file] = await diff({ f: before }, { f: after })
  const hunk = file!.hunks[0]!
  expect(hunk.heading).toBe('def f():')
  expect(hunk.lines.slice(3)).toEqual([
    { kind: 'remove', text: '-- a comment' },
    { kind: 'remove', text: '++ more' },
    { kind: 'add', text: '-- another' },
    { kind: 'context', text: '@@ -1 +1 @@\r' },
    { kind: 'remove', text: 'last', noNewline: true },
    { kind: 'add', text: 'last' },
  ])
})

test('text that is not UTF-8 is shown tolerantly, yet other bytes are another hunk', async () => {
  const one = await diff({ f: 'a\n' }, { f: Buffer.from([0xff, 10]) })
  const two = await diff({ f: 'a\n' }, { f: Buffer.from([0xfe, 10]) })
  expect(one[0]!.hunks[0]!.lines[1]).toEqual({ kind: 'add', text: '\ufffd' })
  expect(one[0]!.hunks[0]!.id).not.toBe(two[0]!.hunks[0]!.id)
})

test("a repository's attributes cannot hide a change from review", async () => {
  const files = await diff(
    { f: 'a\n', '.gitattributes': '* -diff\n' },
    { f: 'b\n', '.gitattributes': '* -diff\n' },
  )
  expect(files[0]!.hunks[0]!.lines).toHaveLength(2)
})

test('a hunk keeps its id when another changes, and not when anything it brings changes', async () => {
  const long = Array.from({ length: 40 }, (_, at) => `line ${at}\n`)
  const change = (edits: Record<number, string>) => long.map((line, at) => edits[at] ?? line).join('')
  const ids = async (file: TestFile) =>
    (await diff({ f: long.join('') }, { f: file }))[0]!.hunks.map(({ id }) => id)
  const first = await ids(change({ 5: 'five\n', 30: 'thirty\n' }))
  const second = await ids(change({ 5: 'five\n', 30: 'thirty!\n' }))
  expect(first).toHaveLength(2)
  expect(second[0]).toBe(first[0])
  expect(second[1]).not.toBe(first[1])
  const executable = await ids({ mode: '100755', content: change({ 5: 'five\n', 30: 'thirty\n' }) })
  expect(executable[0]).not.toBe(first[0])
})

test('the same line put elsewhere in the same range is another hunk', async () => {
  const ids = async (after: string) => (await diff({ f: 'a\nb\nc\n' }, { f: after }))[0]!.hunks[0]!
  const early = await ids('a\nx\nb\nc\n')
  const late = await ids('a\nb\nx\nc\n')
  expect([early.oldStart, early.oldLines]).toEqual([late.oldStart, late.oldLines])
  expect(early.id).not.toBe(late.id)
})

test('counts and patch', async () => {
  const from = await makeTree(bare, { f: 'a\n', g: 'x' })
  const to = await makeTree(bare, { f: 'b\nc\n', g: 'x' })
  expect(await diffStat(bare, from, to)).toEqual({ files: 1, added: 2, removed: 1 })
  expect(Buffer.from(await patchText(bare, from, to)).toString()).toContain('@@ -1 +1,2 @@\n-a\n+b\n+c\n')
})

test('a change in every third line of a very long file is read', async () => {
  const long = (edit: string) =>
    Array.from({ length: 150_000 }, (_, at) => (at % 3 ? `line ${at}\n` : `${edit} ${at}\n`)).join('')
  const [file] = await diff({ f: long('old') }, { f: long('new') })
  expect([file!.added, file!.removed]).toEqual([50_000, 50_000])
  expect(file!.hunks.flatMap((hunk) => hunk.lines)).toHaveLength(200_000)
}, 30_000)
