import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chooseDataDirectory, prepareDataDirectory, sandboxUid } from './storage-folder.mjs'

const isRoot = process.getuid?.() === 0
const users = [{ uid: sandboxUid, name: 'the sandbox' }]
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-storage-'))
  chmodSync(folder, 0o755)
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the place follows the environment and the user', () => {
  expect(chooseDataDirectory({ COUNTERSIGN_DATA: '/somewhere/else/' })).toBe('/somewhere/else')
  const own = chooseDataDirectory({ XDG_DATA_HOME: '/home/someone/data' })
  expect(own).toBe(isRoot ? '/var/lib/countersign' : '/home/someone/data/countersign')
})

test.runIf(isRoot)('as root the folder can be passed through, but not listed, by others', () => {
  const path = join(folder, 'new', 'place')
  prepareDataDirectory(path, users)
  expect(statSync(path).mode & 0o777).toBe(0o711)
})

test.runIf(isRoot)('a closed folder of our own is opened, nothing above it', () => {
  const path = join(folder, 'ours')
  mkdirSync(path, { mode: 0o700 })
  prepareDataDirectory(path, users)
  expect(statSync(path).mode & 0o777).toBe(0o711)
  expect(statSync(folder).mode & 0o777).toBe(0o755)
})

test.runIf(isRoot)('a closed folder above is named, and nothing is made below it', () => {
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  expect(() => prepareDataDirectory(join(closed, 'a', 'b'), users)).toThrow(
    `${closed} cannot be entered by the sandbox`,
  )
  expect(statSync(closed).mode & 0o777).toBe(0o700)
  expect(existsSync(join(closed, 'a'))).toBe(false)
})

test.runIf(!isRoot)('an ordinary user gets a folder that is closed to others', () => {
  const path = join(folder, 'new')
  prepareDataDirectory(path, [])
  expect(statSync(path).mode & 0o777).toBe(0o700)
})
