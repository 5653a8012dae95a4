import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint, isStamped, writeStamp } from './fingerprint.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-fingerprint-'))
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app', 'a.ts'), 'one')
  writeFileSync(join(folder, 'app', 'a.test.ts'), 'test')
})
afterEach(() => rmSync(folder, { recursive: true }))

const now = () => fingerprint(folder, ['app', 'missing'], (path: string) => path.endsWith('.test.ts'))

test('contents and names count, times and skipped files do not', () => {
  const before = now()
  utimesSync(join(folder, 'app', 'a.ts'), 1, 1)
  writeFileSync(join(folder, 'app', 'a.test.ts'), 'another test')
  expect(now()).toBe(before)
  writeFileSync(join(folder, 'app', 'a.ts'), 'two')
  expect(now()).not.toBe(before)
  writeFileSync(join(folder, 'app', 'a.ts'), 'one')
  writeFileSync(join(folder, 'app', 'b.ts'), '')
  expect(now()).not.toBe(before)
})

test('a stamp vouches for exactly what it was written for', () => {
  const stamp = join(folder, 'made', 'stamp')
  expect(isStamped(stamp, 'x')).toBe(false)
  writeStamp(stamp, 'x')
  expect(isStamped(stamp, 'x')).toBe(true)
  expect(isStamped(stamp, 'y')).toBe(false)
})
