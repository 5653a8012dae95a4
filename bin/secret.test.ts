import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureSecret } from './secret.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const mode = () => statSync(join(folder, 'secret')).mode & 0o777

test('a secret is made once, readable by its owner only', () => {
  const secret = ensureSecret(folder, {})
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(mode()).toBe(0o600)
  expect(ensureSecret(folder, {})).toBe(secret)
  expect(readdirSync(folder)).toEqual(['secret'])
})

test('a file that was opened to others is closed again', () => {
  const secret = ensureSecret(folder, {})
  chmodSync(join(folder, 'secret'), 0o644)
  expect(ensureSecret(folder, {})).toBe(secret)
  expect(mode()).toBe(0o600)
})

test('a secret from the environment is used and never written', () => {
  const given = 'x'.repeat(32)
  expect(ensureSecret(folder, { COUNTERSIGN_SECRET: given })).toBe(given)
  expect(readdirSync(folder)).toEqual([])
})

test('a short secret is refused without being shown', () => {
  expect(() => ensureSecret(folder, { COUNTERSIGN_SECRET: 'hunter2' })).toThrow(/too short/)
  expect(() => ensureSecret(folder, { COUNTERSIGN_SECRET: 'hunter2' })).not.toThrow(/hunter2/)
})

test('a damaged file is named instead of being replaced: data may be sealed with what it held', () => {
  writeFileSync(join(folder, 'secret'), '')
  expect(() => ensureSecret(folder, {})).toThrow(join(folder, 'secret'))
})
