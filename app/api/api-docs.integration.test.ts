// What docs/api.md says is true: its examples are run in order, its table names every route.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiToken } from '../../lib/auth/api-tokens.ts'
import { db } from '../../lib/db.ts'
import { findDifference, readExamples } from '../../lib/testing/read-examples.ts'
import { rightsTable } from '../../lib/testing/rights-table.ts'
import { type RunningRoutes, serveRoutes } from '../../lib/testing/serve-routes.ts'
import { createTestDatabase, type TestDatabase } from '../../lib/testing/test-database.ts'
import { makeAdmin, makeProject } from '../../lib/testing/test-people.ts'

let database: TestDatabase
let server: RunningRoutes
let folder: string
let markdown: string
const values: Record<string, string> = {}

beforeAll(async () => {
  markdown = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8')
  folder = await mkdtemp(join(tmpdir(), 'countersign-docs-'))
  database = await createTestDatabase()
  server = await serveRoutes(database.url, { dataFolder: folder })
  const admin = await makeAdmin(db(), server.url)
  const { token } = await createApiToken(db(), admin, {
    name: 'nightly',
    scopes: ['read', 'write', 'decide'],
  })
  Object.assign(values, {
    COUNTERSIGN: server.url,
    TOKEN: token,
    PROJECT: await makeProject(db(), 'Parcel prices'),
  })
})
afterAll(async () => {
  await server?.close()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

const fill = (text: string) =>
  text.replace(/\$([A-Z]+)/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`the page uses $${name} before it is known`)
    return value
  })

test('every example answers as the page shows', async () => {
  const examples = readExamples(markdown)
  expect(examples).toHaveLength(markdown.split('```sh').length - 1)
  for (const make of examples) {
    const { line, method, url, headers, body, answer } = make(fill)
    const found = await fetch(url, { method, headers, ...(body ? { body } : {}) })
    const text = await found.text()
    const place = `line ${line}: ${text.slice(0, 500)}`
    if (!answer) {
      expect(found.ok, place).toBe(true)
      continue
    }
    expect(found.status, place).toBe(answer.status)
    const json = JSON.parse(text)
    expect(findDifference(answer.json, json), place).toBeNull()
    if (json.sessionId) values.SESSION = json.sessionId
    if (json.jobId) values.JOB = json.jobId
  }
})

test('the table of routes is complete, and says what a token needs', () => {
  const rows = [...markdown.matchAll(/^\| `([A-Z]+ \/api\/\S*)` \| (.*?) \|$/gm)].map(([, route, needs]) => ({
    route,
    needs,
  }))
  const routes = rightsTable.filter((row) => !row.route.startsWith('/api/auth/'))
  expect(rows.map((row) => row.route).sort()).toEqual(
    routes.map((row) => `${row.method} ${row.route}`).sort(),
  )
  for (const { method, route, scope } of routes) {
    const needs = rows.find((row) => row.route === `${method} ${route}`)?.needs
    expect(needs, `${method} ${route}`).toContain(scope ?? 'anyone')
  }
})

test('a difference is found', () => {
  const shown = { a: [{ b: 'x', c: null }], code: 'one.two' }
  expect(findDifference(shown, { a: [{ b: 'other', c: null, more: 1 }], code: 'one.two' })).toBeNull()
  for (const found of [
    {},
    { a: [], code: 'one.two' },
    { a: [{ b: 1, c: null }], code: 'one.two' },
    { a: [{ b: 'x', c: 'set' }], code: 'one.two' },
    { a: [{ b: 'x', c: null }], code: 'else' },
  ])
    expect(findDifference(shown, found)).not.toBeNull()
})
