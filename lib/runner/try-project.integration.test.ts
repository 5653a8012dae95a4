import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectSecretPlace, seal } from '../auth/seal.ts'
import { commitFiles, makeSource } from '../git/make-test-repository.ts'
import { treeOf } from '../git/read-tree.ts'
import { checkoutTree } from '../git/worktree.ts'
import { ProjectSettings } from '../protocol/project.ts'
import { sampleFailingTest } from '../sample/sample-project.ts'
import { newCheckoutPath } from './checkouts.ts'
import { buildEnvironment, environmentKey } from './environment.ts'
import { makeTestProjects, type TestProjects } from './make-test-project.ts'
import { performProjectJob } from './perform-project-job.ts'
import { claimProject, projectLeaseName } from './project-lease.ts'
import { loadProjectSetting } from './project-setting.ts'

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
const never = new AbortController().signal

const check = (command: string) => ({ id: 'one', name: 'One', command, report: null })

test('the sample is prepared, and its tests speak one by one', async () => {
  const id = await projects.add({ kind: 'sample', location: '' })
  const prepared = await projects.perform(id, 'prepare')
  expect(prepared).toMatchObject({ status: 'done', result: { branch: 'main', saved: true } })
  const project = await projectRow(id)
  expect(project).toMatchObject({ status: 'ready', statusDetail: null, targetBranch: 'main' })
  expect(project.settings.mustPass).toEqual([sampleFailingTest])

  const tried = await projects.perform(id, 'try')
  expect(tried.result).toMatchObject({
    canRun: true,
    setup: { outcome: 'none' },
    checks: [{ name: 'Tests', outcome: 'failed', failed: 1, failures: [sampleFailingTest] }],
    sandbox: projects.parts.sandbox.report.detail,
  })
  const { sentence } = tried.result as { sentence: string }
  expect(sentence).toMatch(/^A session can run here: \d+ of \d+ tests pass\.$/)
  expect(tried.output).toContain('$ node --test')
  expect(tried.output).toContain(sampleFailingTest)
  expect(tried.output).toContain(sentence)
})

test('what is suggested for a Node project runs as it is, and reports each test', async () => {
  const folder = source('node')
  await makeSource(folder, {
    'package.json': JSON.stringify({
      type: 'module',
      scripts: { test: 'node --test', build: 'node build.js' },
    }),
    'build.js': 'console.log("built")',
    'a.test.js':
      "import { test } from 'node:test'\ntest('one', () => {})\ntest('two', () => { throw new Error('no') })\n",
  })
  const id = await projects.add({ kind: 'path', location: folder })
  await projects.perform(id, 'prepare')
  expect((await projects.perform(id, 'try')).result).toMatchObject({
    canRun: true,
    checks: [
      { name: 'Tests', passed: 1, failed: 1, failures: ['two'] },
      { name: 'Build', outcome: 'passed' },
    ],
    sentence: expect.stringContaining('1 of 2 tests pass, `npm run build` passes.'),
  })
})

test('setup runs once, is kept by the digest, and the person who tried has allowed it', async () => {
  const folder = source('setup')
  await makeSource(folder, { 'key.txt': '1', '.gitignore': 'made\n' })
  const settings = {
    setupCommand: 'echo setting up; mkdir -p made/deep other && cp key.txt made/deep/ && touch other/x',
    keyFiles: ['key.txt'],
    outputPaths: ['made'],
    checks: [check('cat made/deep/key.txt')],
  }
  const id = await projects.add({ kind: 'path', location: folder }, { settings })
  await projects.perform(id, 'prepare')
  const first = await projects.perform(id, 'try')
  expect(first.result).toMatchObject({
    canRun: true,
    setup: { outcome: 'ready', cached: false },
    createdPaths: ['made', 'other'],
    checks: [{ outcome: 'passed' }],
  })
  expect(first.output).toContain('setting up')
  const grants = await projects.db.setupGrant.findMany({ where: { projectId: id } })
  expect(grants).toMatchObject([
    { userId: projects.userId, userName: 'Ada Example', command: settings.setupCommand },
  ])

  const second = await projects.perform(id, 'try')
  expect(second.result).toMatchObject({ canRun: true, setup: { outcome: 'ready', cached: true } })
  expect((second.result as { sentence: string }).sentence).toContain('setup comes from the cache')
  expect(second.output).not.toContain('setting up\n')
  expect(await projects.db.setupGrant.count({ where: { projectId: id } })).toBe(1)

  await commitFiles(folder, { 'key.txt': '2' })
  await projects.perform(id, 'fetch')
  expect((await projects.perform(id, 'try')).result).toMatchObject({ setup: { cached: false } })
  expect(await projects.db.setupGrant.count({ where: { projectId: id } })).toBe(2)
  expect(await readdir(join(projects.folder, 'checkouts'))).toEqual([])
})

test('setup that fails, a command that is not there, and a job of nobody', async () => {
  const folder = source('failing')
  await makeSource(folder, { a: '1' })
  const id = await projects.add({ kind: 'path', location: folder })
  await projects.perform(id, 'prepare')
  const use = (settings: object) => projects.db.project.update({ where: { id }, data: { settings } })

  await use({ setupCommand: 'echo no such registry >&2; exit 3', checks: [check('true')] })
  const failed = await projects.perform(id, 'try')
  expect(failed).toMatchObject({
    status: 'done',
    result: { canRun: false, setup: { outcome: 'failed' }, checks: [] },
  })
  expect((failed.result as { sentence: string }).sentence).toMatch(
    /^Not yet: `echo .*` failed: no such registry\./,
  )

  await use({ setupCommand: 'mkdir tools', checks: [check('no-such-program --version')] })
  const { sentence } = (await projects.perform(id, 'try')).result as { sentence: string }
  expect(sentence).toMatch(/^Not yet: `no-such-program --version` ended with 127: .*command not found/)

  const nobody = await projects.db.projectJob.create({ data: { projectId: id, kind: 'try' } })
  await performProjectJob(projects.parts, nobody.id, never)
  expect(await projects.db.projectJob.findUnique({ where: { id: nobody.id } })).toMatchObject({
    status: 'failed',
    result: { sentence: expect.stringContaining('only when a person asked') },
  })
})

test('settings that changed between asking and running, or a job written by hand: nothing runs, and it says to try again', async () => {
  const folder = join(projects.folder, crypto.randomUUID())
  await makeSource(folder, { a: '1' })
  const id = await projects.add({ kind: 'path', location: folder }, { settings: { setupCommand: 'true' } })
  await projects.perform(id, 'prepare')
  const changed = await projects.ask(id, 'try')
  await projects.db.project.update({ where: { id }, data: { settings: { setupCommand: 'touch other' } } })
  const byHand = { projectId: id, kind: 'try', createdById: projects.userId }
  const written = await projects.db.projectJob.create({ data: byHand })
  for (const jobId of [changed, written.id]) {
    await performProjectJob(projects.parts, jobId, never)
    expect(await projects.db.projectJob.findUnique({ where: { id: jobId } })).toMatchObject({
      status: 'failed',
      result: { sentence: expect.stringContaining('settings changed after you asked') },
    })
  }
  expect(await projects.db.setupGrant.count({ where: { projectId: id } })).toBe(0)
})

test('without isolation the click was the permission: it runs, and says how', async () => {
  const plain = await makeTestProjects({ plain: true })
  try {
    const folder = join(plain.folder, 'source')
    await makeSource(folder, { a: '1' })
    const settings = { setupCommand: 'mkdir made', outputPaths: ['made'], checks: [check('test -d made')] }
    const id = await plain.add({ kind: 'path', location: folder }, { settings })
    await plain.perform(id, 'prepare')
    expect((await plain.perform(id, 'try')).result).toMatchObject({
      canRun: true,
      sandbox: 'Not isolated, for this test.',
    })
  } finally {
    await plain.stop()
  }
})

test('what setup made is put in place whole, also when two make the same at once', async () => {
  const folder = source('twice')
  await makeSource(folder, { 'a.txt': 'a\n' })
  const id = await projects.add({ kind: 'path', location: folder })
  await projects.perform(id, 'prepare')
  const setupCommand = 'mkdir made && for i in $(seq 300); do echo $i > made/$i; done'
  const settings = ProjectSettings.parse({ setupCommand, outputPaths: ['made'] })
  await projects.db.project.update({ where: { id }, data: { settings } })
  const { parts } = projects
  const setting = await loadProjectSetting(parts, id)
  const bare = parts.folders.repository(id)
  const tree = await treeOf(bare, 'refs/heads/main')
  const { digest } = await environmentKey(parts, id, tree, setting)
  const build = async (n: number) => {
    const { epoch } = (await claimProject(parts.db, `twice-${n}`, 'test', 60))!
    const fence = { sessionId: projectLeaseName(`twice-${n}`), epoch }
    return buildEnvironment(parts, id, tree, setting, digest, fence, { signal: never, onOutput: () => {} })
  }
  const built = await Promise.all([build(1), build(2)])
  expect(built.map((one) => one.outcome)).toEqual(['ready', 'ready'])
  expect(await readdir(join(parts.folders.environment(digest), 'files', 'made'))).toHaveLength(300)
  const named = await readdir(join(parts.folders.environment(digest), '..'))
  expect(named.filter((name) => name.startsWith(digest))).toEqual([digest])
})

test('a secret that a command prints is shown by its name', async () => {
  const folder = source('secretive')
  await makeSource(folder, { 'a.txt': 'a\n' })
  const id = await projects.add({ kind: 'path', location: folder })
  await projects.perform(id, 'prepare')
  const settings = ProjectSettings.parse({ checks: [check('env | grep API_TOKEN; exit 1')] })
  await projects.db.project.update({ where: { id }, data: { settings } })
  const value = 'hunter2hunter2'
  const ciphertext = seal(value, projectSecretPlace(id, 'API_TOKEN'))
  await projects.db.projectSecret.create({ data: { projectId: id, name: 'API_TOKEN', ciphertext } })
  const tried = await projects.perform(id, 'try')
  expect(tried.output).toContain('API_TOKEN=[secret API_TOKEN]')
  expect(JSON.stringify(tried)).not.toContain(value)
})

test('a checkout that a dead runner left is removed by whoever takes over, one of a living runner is not', async () => {
  const folder = source('left')
  await makeSource(folder, { 'a.txt': 'a\n' })
  const id = await projects.add({ kind: 'path', location: folder })
  await projects.perform(id, 'prepare')
  const { parts } = projects
  const { owner } = parts.sandbox
  const bare = parts.folders.repository(id)
  const tree = await treeOf(bare, 'refs/heads/main')
  const leave = async (epoch: number) => {
    const path = newCheckoutPath(parts, { sessionId: projectLeaseName(id), epoch })
    await checkoutTree({ bare, path, tree, withGit: true, ...(owner ? { owner } : {}) })
    return basename(path)
  }
  const [dead, living] = [await leave(0), await leave(1_000)]
  await projects.perform(id, 'fetch')
  const left = await readdir(join(projects.folder, 'checkouts'))
  expect(left).not.toContain(dead)
  expect(left).toContain(living)
})
