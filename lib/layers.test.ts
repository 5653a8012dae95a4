import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findViolations, type SourceFile, withoutComments } from './find-violations.ts'
import { longestFile, mayImport } from './layers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['app', 'components', 'lib', 'bin', 'e2e', 'bench', 'deep']
const rootFiles = ['server.ts', 'runner.ts']
const isCode = (name: string) => /\.(ts|tsx|mjs)$/.test(name)
// The sample is a repository of its own, written for another reader.
const isForeign = (path: string) => path.startsWith('lib/sample/repository/')

function readSources(): SourceFile[] {
  const listed = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  const present = new Set(readdirSync(root))
  return [...listed, ...rootFiles.filter((name) => present.has(name))]
    .filter((path) => isCode(path) && !isForeign(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

const sources = readSources()

test('every file keeps the rules', () => {
  expect(sources.length).toBeGreaterThan(100)
  expect(findViolations(sources)).toEqual([])
})

test('every line of the table is about something that exists', () => {
  const unused = Object.keys(mayImport).filter(
    (key) =>
      !['bench', 'deep', 'e2e', ...rootFiles].includes(key) &&
      !sources.some(({ path }) => path === key || path.startsWith(`${key}/`)),
  )
  expect(unused).toEqual([])
})

describe('a broken rule is found', () => {
  const comment = '// What it is for.\n'
  const broken = (path: string, code: string) => findViolations([{ path, text: comment + code }])

  test.each([
    ['lib/models/ask.ts', "import { run } from '../git/run-git.ts'"],
    ['lib/git/read-tree.ts', "import { db } from '../db.ts'"],
    ['lib/sandbox/box.ts', "import { env } from '../env.ts'"],
    ['lib/domain/decide.ts', "import type { Db } from '../db.ts'"],
    ['lib/runner/drive-run.ts', "import { serve } from '../realtime/serve-sessions.ts'"],
    ['lib/realtime/serve-sessions.ts', "export { claim } from '../runner/claim-run.ts'"],
    ['lib/realtime/session-client.ts', "import { read } from './server-socket.ts'"],
    ['components/session/story.tsx', "import { load } from '../../lib/queries/load-session.ts'"],
    ['components/ui/button.tsx', "import { words } from '../session/words.ts'"],
    ['app/page.tsx', "const git = await import('../lib/git/read-tree.ts')"],
    ['app/page.tsx', "import '../lib/runner/drive-run.ts'"],
    ['lib/queries/list.ts', "import {\n  drive,\n  claim,\n} from '../runner/drive-run.ts'"],
    ['lib/elsewhere/new.ts', "import { z } from 'zod'"],
  ])('%s with %s', (path, code) => {
    expect(broken(path, code)).toHaveLength(1)
  })

  test('browsers reach each other’s files, never the server’s', () => {
    const code = "import { makeId } from './make-id.ts'"
    expect(broken('lib/realtime/session-client.ts', code)).toEqual([])
    expect(broken('lib/realtime/make-id.ts', "import { rooms } from './rooms.ts'")).toHaveLength(1)
  })

  test.each([
    ['import type { Row } from "../../lib/queries/load-session.ts"', 0],
    ['import { type Row } from "../../lib/queries/load-session.ts"', 1],
  ])('a component with %s breaks %d rules', (code, count) => {
    expect(broken('components/session/story.tsx', code)).toHaveLength(count)
  })

  test.each([
    'const at = Date.now()',
    'const at = new Date()',
    'const id = Math.random()',
    "import { createHash } from 'node:crypto'",
    "import { useState } from 'react'",
    'setTimeout(go, 10)',
  ])('a pure file with %s', (code) => {
    expect(broken('lib/domain/decide.ts', code)).toHaveLength(1)
  })

  test('reading the environment, except where it belongs', () => {
    const code = 'const home = process.env.HOME'
    expect(broken('lib/git/run-git.ts', code)).toHaveLength(1)
    expect(broken('lib/env.ts', code)).toEqual([])
    expect(broken('bin/start.mjs', code)).toEqual([])
  })

  test.each([
    'await tx.session.update({})',
    'await db.event.createMany({})',
    'sql`DELETE FROM "Approval"`',
    'run(\'update "Turn" set\')',
  ])('a session written outside the event log: %s', (code) => {
    expect(broken('lib/runner/perform-step.ts', code)).toHaveLength(1)
    expect(broken('lib/event-log/save-rows.ts', code)).toEqual([])
  })

  test.each([
    'lib/auth/session-manager.ts',
    'lib/git/utils.ts',
    'lib/queries/index.ts',
    'lib/auth/SignIn.ts',
    'lib/git/a/b/c.ts',
  ])('a file named %s', (path) => {
    expect(broken(path, '')).toHaveLength(1)
  })

  test('a file of one line too many, tests included', () => {
    const lines = (count: number) => comment + 'x\n'.repeat(count - 1)
    for (const path of ['lib/git/merge.ts', 'lib/git/merge.test.ts', 'app/page.tsx']) {
      expect(findViolations([{ path, text: lines(longestFile) }])).toEqual([])
      expect(findViolations([{ path, text: lines(longestFile + 1) }])).toHaveLength(1)
    }
  })

  test('a file that does not say what it is for', () => {
    expect(findViolations([{ path: 'lib/git/merge.ts', text: 'export const a = 1\n' }])).toHaveLength(1)
    expect(findViolations([{ path: 'components/ui/a.tsx', text: "'use client'\n\n// A button.\n" }])).toEqual(
      [],
    )
  })
})

test('what a comment says is no code', () => {
  const text = "const url = 'http://a' // process.env\n/* import('x')\n*/ const b = `//`"
  expect(withoutComments(text)).toBe("const url = 'http://a' \n\n const b = `//`")
  expect(findViolations([{ path: 'lib/git/merge.ts', text: '// Never reads process.env.\n' }])).toEqual([])
})
