// On real repositories: what a browser is told about two trees, and that it is computed once.

import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBare, makeFolder, makeTree } from '../git/make-test-repository.ts'
import { shortenChanges, wholeChanges } from '../review/changes-answer.ts'
import { loadChanges } from './load-changes.ts'
import { loadFile } from './load-file.ts'

let place: Awaited<ReturnType<typeof makeFolder>>
let bare: string
beforeEach(async () => {
  place = await makeFolder()
  bare = await makeBare(place.folder)
})
afterEach(() => place.remove())

const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => `${prefix} ${at}\n`).join('')

test('the same two trees are compared once', async () => {
  const from = await makeTree(bare, { 'a.txt': 'one\n' })
  const to = await makeTree(bare, { 'a.txt': 'two\n' })
  const first = await loadChanges(bare, from, to)
  expect(first.map((file) => file.path)).toEqual(['a.txt'])
  await rm(bare, { recursive: true })
  expect(await loadChanges(bare, from, to)).toBe(first)
  await expect(loadChanges(bare, to, from)).rejects.toThrow()
})

test('a failure is not kept', async () => {
  const from = await makeTree(bare, {})
  const elsewhere = await makeFolder()
  try {
    const to = await makeTree(await makeBare(elsewhere.folder), { 'b.txt': 'new\n' })
    await expect(loadChanges(bare, from, to)).rejects.toThrow()
    expect(await makeTree(bare, { 'b.txt': 'new\n' })).toBe(to)
    expect(await loadChanges(bare, from, to)).toHaveLength(1)
  } finally {
    await elsewhere.remove()
  }
})

test('large files travel as names and numbers first', async () => {
  const from = await makeTree(bare, { 'big.txt': numbered(40, 'old'), 'small.txt': 'x\n' })
  const to = await makeTree(bare, { 'big.txt': numbered(40, 'new'), 'small.txt': 'y\n' })
  const files = await loadChanges(bare, from, to)
  const short = shortenChanges(files, 60, 50)
  expect(
    short.map((file) => [file.path, file.complete, file.hunks[0]!.lines.length, file.hunks[0]!.rows]),
  ).toEqual([
    ['big.txt', false, 0, 80],
    ['small.txt', true, 2, 2],
  ])
  expect(short.map((file) => file.hunks[0]!.id)).toEqual(files.map((file) => file.hunks[0]!.id))
  expect(wholeChanges(files[0]!).hunks[0]!.lines).toEqual(files[0]!.hunks[0]!.lines)
})

test('the lines sent at once stay within the budget', async () => {
  const names = ['a', 'b', 'c']
  const from = await makeTree(bare, Object.fromEntries(names.map((name) => [name, 'x\n'])))
  const to = await makeTree(bare, Object.fromEntries(names.map((name) => [name, 'y\n'])))
  const short = shortenChanges(await loadChanges(bare, from, to), 5)
  expect(short.map((file) => file.complete)).toEqual([true, true, false])
})

test('one file of one tree, as text or with the reason why not', async () => {
  const tree = await makeTree(bare, { 'a b/é.txt': 'größe\r\n', 'x.bin': new Uint8Array([1, 0, 2]) })
  expect(await loadFile(bare, tree, 'a b/é.txt')).toMatchObject({ text: 'größe\r\n', why: null })
  expect(await loadFile(bare, tree, 'x.bin')).toMatchObject({ text: null, bytes: 3 })
  expect(await loadFile(bare, tree, 'gone.txt')).toMatchObject({ text: '', bytes: 0 })
  expect((await loadFile(bare, tree, '../../../etc/passwd')).text).not.toContain('root')
})
