import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Notice } from '../event-log/listen.ts'
import { commitFiles, inFolder, makeSource } from '../git/make-test-repository.ts'
import { parseSource } from '../git/source.ts'
import { ProjectSettings } from '../protocol/project.ts'
import { sampleFailingTest } from '../sample/sample-project.ts'
import { makeTestProjects, type TestProjects } from './make-test-project.ts'
import { performProjectJob, performWaitingJobs } from './perform-project-job.ts'
import { claimProject, projectLeaseName } from './project-lease.ts'

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

test('a folder with other branch and ecosystem: branch, settings and reasons follow from what is committed', async () => {
  const folder = source('plain')
  await makeSource(folder, { Makefile: 'all:\n\ntest:\n\t@echo fine\n' })
  await inFolder(folder, 'branch', '-m', 'trunk')
  // Not committed, so not looked at.
  await inFolder(folder, 'config', 'core.hooksPath', '/nonexistent')
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
  expect(parseSource(empty)).toEqual({ kind: 'path', location: empty })
  await commitFiles(empty, { a: '1' })
  const { id } = await projects.db.project.findFirstOrThrow({ where: { sourceLocation: empty } })
  expect(await projects.perform(id, 'prepare')).toMatchObject({ status: 'done' })
  expect(await projectRow(id)).toMatchObject({ status: 'ready', statusDetail: null })
})

const check = (command: string) => ({ id: 'one', name: 'One', command, report: null })

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

test('a job that a dead runner left is started again, one that has ended is not, and a living owner is left alone', async () => {
  const folder = source('left')
  await makeSource(folder, { a: '1' })
  const id = await projects.add({ kind: 'path', location: folder })
  const jobId = await projects.ask(id, 'prepare')
  const left = { status: 'running', output: 'half of it\n', startedAt: new Date() }
  await projects.db.projectJob.update({ where: { id: jobId }, data: left })
  const alive = await claimProject(projects.db, id, 'runner-2', 60)
  await performWaitingJobs(projects.parts, never)
  await performProjectJob(projects.parts, jobId, never)
  const job = () => projects.db.projectJob.findUniqueOrThrow({ where: { id: jobId } })
  expect(await job()).toMatchObject({ status: 'running', output: 'half of it\n' })

  const where = { sessionId: projectLeaseName(id) }
  await projects.db.runLease.update({ where, data: { leaseUntil: new Date(0) } })
  await performWaitingJobs(projects.parts, never)
  const ended = await job()
  expect(ended.status).toBe('done')
  expect(ended.output).not.toContain('half of it')
  const lease = await projects.db.runLease.findUniqueOrThrow({ where })
  expect(lease).toMatchObject({ owner: null, epoch: alive!.epoch + 1 })

  await performProjectJob(projects.parts, jobId, never)
  expect(await job()).toEqual(ended)
})

test('a job over which runner after runner dies is given up', async () => {
  const folder = source('deadly')
  await makeSource(folder, { a: '1' })
  const id = await projects.add({ kind: 'path', location: folder })
  const jobId = await projects.ask(id, 'prepare')
  for (let death = 0; death < 3; death += 1) {
    expect(await claimProject(projects.db, id, 'doomed', 60)).toMatchObject({ idleClaims: death })
    const where = { sessionId: projectLeaseName(id) }
    await projects.db.runLease.update({ where, data: { leaseUntil: new Date(0) } })
  }
  await performProjectJob(projects.parts, jobId, never)
  expect(await projects.db.projectJob.findUnique({ where: { id: jobId } })).toMatchObject({
    status: 'failed',
    result: { sentence: expect.stringContaining('3 times in the middle') },
  })
  expect(await projects.perform(id, 'prepare')).toMatchObject({ status: 'done' })
})

test('a runner that is told to stop leaves the job to be taken up again, and no box behind', async () => {
  const folder = source('stopped')
  await makeSource(folder, { a: '1' })
  const settings = { checks: [check('echo begun; exec sleep 600')] }
  const id = await projects.add({ kind: 'path', location: folder }, { settings })
  await projects.perform(id, 'prepare')
  const jobId = await projects.ask(id, 'try')
  const stop = new AbortController()
  const heard: Notice[] = []
  const readOutput = () => projects.db.projectJob.findUniqueOrThrow({ where: { id: jobId } })
  const listener = listen(projects.url, (notice) => {
    heard.push(notice)
    readOutput().then(
      (row) => row.output.includes('begun\n') && stop.abort(new Error('stopping')),
      () => {},
    )
  })
  await performProjectJob(projects.parts, jobId, stop.signal)
  await listener.close()
  // Only its output could have stopped it: so it was told while the check still ran.
  expect(heard).toContainEqual({ kind: 'project', projectId: id })
  expect(await readOutput()).toMatchObject({ status: 'running', result: null })
  expect(await readdir(join(projects.folder, 'checkouts'))).toEqual([])

  await projects.db.project.update({ where: { id }, data: { settings: { checks: [check('true')] } } })
  await performWaitingJobs(projects.parts, never)
  expect(await readOutput()).toMatchObject({ status: 'done', result: { canRun: true } })
  expect(
    await projects.db.sandboxProcess.findMany({ where: { sessionId: projectLeaseName(id) } }),
  ).toHaveLength(1)
})

test('jobs of one project that wait are performed one after the other', async () => {
  const folder = source('queue')
  await makeSource(folder, { a: '1' })
  const id = await projects.add({ kind: 'path', location: folder }, { settings: { checks: [check('true')] } })
  const asked = [
    await projects.ask(id, 'prepare'),
    await projects.ask(id, 'try'),
    await projects.ask(id, 'fetch'),
  ]
  await performProjectJob(projects.parts, asked[0]!, never)
  const rows = await projects.db.projectJob.findMany({
    where: { projectId: id },
    orderBy: { startedAt: 'asc' },
  })
  expect(rows.map((row) => [row.kind, row.status])).toEqual([
    ['prepare', 'done'],
    ['try', 'done'],
    ['fetch', 'done'],
  ])
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
