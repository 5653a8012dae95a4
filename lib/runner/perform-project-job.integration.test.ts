import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Notice } from '../event-log/listen.ts'
import { commitFiles, makeSource } from '../git/make-test-repository.ts'
import { readGit } from '../git/run-git.ts'
import { makeTestProjects, type TestProjects } from './make-test-project.ts'
import { performProjectJob, performWaitingJobs } from './perform-project-job.ts'
import { claimProject, projectLeaseName } from './project-lease.ts'

let projects: TestProjects
beforeAll(async () => {
  projects = await makeTestProjects()
})
afterAll(() => projects.stop())

const source = (name: string) => join(projects.folder, name)
const never = new AbortController().signal

const check = (command: string) => ({ id: 'one', name: 'One', command, report: null })

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
  const settings = { checks: [check('test -e quick || { echo begun; exec sleep 600; }')] }
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

  await commitFiles(folder, { quick: '' })
  await readGit({ gitDir: projects.parts.folders.repository(id) }, ['fetch', '--quiet', folder, 'main:main'])
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
