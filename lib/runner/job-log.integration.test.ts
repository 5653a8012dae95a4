import { afterAll, beforeAll, expect, test } from 'vitest'
import { openJobLog } from './job-log.ts'
import { makeTestProjects, type TestProjects } from './make-test-project.ts'
import { claimProject, type ProjectFence } from './project-lease.ts'

let projects: TestProjects
beforeAll(async () => {
  projects = await makeTestProjects({ plain: true })
})
afterAll(() => projects.stop())

async function begin() {
  const projectId = await projects.add({ kind: 'path', location: '/nowhere' })
  const jobId = await projects.ask(projectId, 'try')
  const fence: ProjectFence = (await claimProject(projects.db, projectId, 'runner-1', 60))!
  const log = () => openJobLog(projects.parts, fence, { projectId, jobId })
  const row = () => projects.db.projectJob.findUniqueOrThrow({ where: { id: jobId } })
  return { projectId, fence, log, row }
}

test('everything comes in order, cleaned, with the newest progress', async () => {
  const { log, row } = await begin()
  const open = log()
  open.output('one \ud83d')
  open.progress({ phase: 'First', percent: 10 })
  open.output('\ude00 two\u0000')
  open.progress({ phase: 'Second', percent: null })
  await open.end('done', { sentence: 'Fine.' })
  expect(await row()).toMatchObject({
    status: 'done',
    output: 'one 😀 two\u2400',
    progress: { phase: 'Second', percent: null },
    result: { sentence: 'Fine.' },
  })
})

test('of very long output the end stays, and what is missing is said', async () => {
  const { log, row } = await begin()
  const piece = (number: number) => `${number}\n`.padStart(300_000, 'x')
  const open = log()
  for (let number = 0; number < 9; number += 1) {
    open.output(piece(number))
    // The next piece comes when this one is written.
    while (!(await row()).output.endsWith(`x${number}\n`));
  }
  open.output('the end')
  await open.end('done', {})
  const { output } = await row()
  expect(output.endsWith('x8\nthe end')).toBe(true)
  expect(output).toContain('left out]\n')
  expect(output).not.toContain('x0\n')
  expect(output.length).toBeLessThan(2_100_000)
})

test('whoever lost the lease writes nothing more', async () => {
  const { projectId, fence, log, row } = await begin()
  const open = log()
  await projects.db.runLease.update({
    where: { sessionId: fence.sessionId },
    data: { leaseUntil: new Date(0) },
  })
  await claimProject(projects.db, projectId, 'runner-2', 60)
  open.output('too late')
  await expect(open.end('done', {})).rejects.toMatchObject({ code: 'run.fenced' })
  expect(await row()).toMatchObject({ status: 'queued', output: '', result: null })
})
