import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitFiles, inFolder, makeSource } from '../git/make-test-repository.ts'
import { serveRepositories } from '../git/serve-test-repository.ts'
import { ProjectSettings } from '../protocol/project.ts'
import { makeTestProjects, type TestProjects } from './make-test-project.ts'

let projects: TestProjects
beforeAll(async () => {
  projects = await makeTestProjects()
})
afterAll(() => projects.stop())

const projectRow = async (id: string) => {
  const row = await projects.db.project.findUniqueOrThrow({ where: { id } })
  return { ...row, settings: ProjectSettings.parse(row.settings) }
}
const source = (name: string) => join(projects.folder, name)

test('a folder with other branch and ecosystem: branch, settings and reasons follow from what is committed', async () => {
  const folder = source('plain')
  await makeSource(folder, { Makefile: 'all:\n\ntest:\n\t@echo fine\n' })
  await inFolder(folder, 'branch', '-m', 'trunk')
  // Not committed, so not looked at.
  await writeFile(join(folder, 'go.mod'), 'module example.org/a\n')
  const id = await projects.add({ kind: 'path', location: folder })
  const prepared = await projects.perform(id, 'prepare')
  expect(prepared.result).toMatchObject({
    targetBranch: 'trunk',
    suggestion: { targetBranch: 'trunk', checks: [{ command: 'make && make test' }] },
  })
  const project = await projectRow(id)
  expect(project.targetBranch).toBe('trunk')
  expect(project.settings.checks.map((check) => check.command)).toEqual(['make && make test'])
})

test('an address is copied with progress', async () => {
  const folder = source('served')
  await makeSource(folder, { 'package.json': '{"scripts":{"test":"node --test"}}' })
  const server = await serveRepositories(projects.folder)
  const id = await projects.add({ kind: 'url', location: `${server.url}/served/.git` })
  const prepared = await projects.perform(id, 'prepare')
  await server.close()
  expect(prepared).toMatchObject({ status: 'done', result: { saved: true } })
  expect(prepared.output).toContain('Looking at main at ')
  expect(prepared.output).toMatch(/objects\n/)
  expect((await projectRow(id)).settings.checks).toHaveLength(1)
})

test('settings and branch that a person chose stay when it is prepared again', async () => {
  const folder = source('again')
  await makeSource(folder, { Makefile: 'all:\n' })
  await inFolder(folder, 'branch', 'release')
  const id = await projects.add({ kind: 'path', location: folder })
  await projects.perform(id, 'prepare')
  const settings = { checks: [{ id: 'mine', name: 'Mine', command: 'true', report: null }] }
  await projects.db.project.update({ where: { id }, data: { settings, targetBranch: 'release' } })
  expect(await projects.perform(id, 'prepare')).toMatchObject({ status: 'done', result: { saved: false } })
  const project = await projectRow(id)
  expect(project.targetBranch).toBe('release')
  expect(project.settings.checks.map((check) => check.id)).toEqual(['mine'])
})

test('fetching moves the target branch forward, or says why not', async () => {
  const folder = source('fetched')
  await makeSource(folder, { a: '1' })
  const id = await projects.add({ kind: 'path', location: folder })
  await projects.perform(id, 'prepare')
  const next = await commitFiles(folder, { a: '2' })
  expect((await projects.perform(id, 'fetch')).result).toMatchObject({
    state: 'fast-forwarded',
    head: next,
    fetch: 'fresh',
    sentence: 'main moved forward to what its source has.',
  })
  await projects.db.project.update({ where: { id }, data: { sourceLocation: source('gone') } })
  const stale = await projects.perform(id, 'fetch')
  expect(stale).toMatchObject({ status: 'done', result: { state: 'up-to-date', head: next, fetch: 'stale' } })
  expect((stale.result as { sentence: string }).sentence).toContain(
    'is not the top folder of a git repository',
  )
})

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

test('a source that cannot be one is a sentence, and what the person typed stays', async () => {
  const empty = source('empty')
  await makeSource(empty, {})
  await inFolder(empty, 'update-ref', '-d', 'HEAD')
  const wrong = [
    {
      kind: 'url',
      location: 'https://ada:secret@git.example.org/a.git',
      says: 'Leave the user and password out',
    },
    {
      kind: 'url',
      location: `http://127.0.0.1:${await closedPort()}/a.git`,
      says: 'git could not read the source',
    },
    { kind: 'path', location: source('nowhere'), says: 'is not the top folder of a git repository' },
    { kind: 'path', location: empty, says: 'no commit on any branch yet' },
  ] as const
  for (const { kind, location, says } of wrong) {
    const id = await projects.add({ kind, location })
    const job = await projects.perform(id, 'prepare')
    expect(job.status).toBe('failed')
    const { sentence } = job.result as { sentence: string }
    expect(sentence).toContain(says)
    expect(sentence).not.toContain('secret')
    expect(await projectRow(id)).toMatchObject({
      status: 'failed',
      statusDetail: sentence,
      sourceLocation: location,
    })
  }
  // What failed once works after it was mended.
  await commitFiles(empty, { a: '1' })
  const { id } = await projects.db.project.findFirstOrThrow({ where: { sourceLocation: empty } })
  expect(await projects.perform(id, 'prepare')).toMatchObject({ status: 'done' })
  expect(await projectRow(id)).toMatchObject({ status: 'ready', statusDetail: null })
})
