// Sessions that stand between approval and execution: a plan, a command beyond the sandbox, a setup command and a signature of two
// people are approved while no runner is there. Each case tampers with one of them, lets a runner take it up, and everything
// (rows, repository, files) is put back for the next one.
import { execFile } from 'node:child_process'
import { access, chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Identity } from '../../lib/auth/identity.ts'
import { readGit } from '../../lib/git/run-git.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { driveRun } from '../../lib/runner/drive-run.ts'
import { beginSession, type Drive } from '../../lib/testing/drive-session.ts'
import {
  act,
  addFile,
  inOrder,
  playReplies,
  run,
  type Script,
  words,
} from '../../lib/testing/play-replies.ts'
import { type Installation, startInstallation } from '../../lib/testing/start-installation.ts'
import { saveRows } from './keep-rows.ts'

export type StageName = 'plan' | 'command' | 'setup' | 'signature'
export type Stage = {
  name: StageName
  sessionId: string
  projectId: string
  /** The number of the last event of the session that stands in the log before a runner takes it up. */
  seq: number
  approvalId: string
  /** True when what was approved, or what the tampering wants instead, has been done. */
  executed(): Promise<boolean>
}
export type Stages = {
  here: Installation
  stages: Record<StageName, Stage>
  /** Same kinds, asked and not decided: a decision replayed here must not count. */
  undecided: Record<'command' | 'signature', Stage>
  /** Eve signs, allows and approves: an engineer of the projects, the signature by her API token. */
  eve: Identity
  tokenId: string
  marker: string
  drive(stage: Stage): Promise<void>
  events(stage: Stage): Promise<Event[]>
  /** What the execution left in the world is gone; the log and what runners remember stay. */
  undo(stage: Stage): Promise<void>
  /** Files are put back only after a case that says it touches them: most edit rows. */
  touch(): void
  restore(): Promise<void>
  close(): Promise<void>
}

export async function openStages(): Promise<Stages> {
  const here = await startInstallation()
  const replies = await playReplies()
  await replies.configure(here, 'responses')
  const folder = await mkdtemp(join(tmpdir(), 'countersign-tampering-'))
  // What runs beyond the sandbox has a user of its own, who writes here.
  const marker = join(folder, 'told', 'ran')
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'told'))
  await chmod(join(folder, 'told'), 0o777)
  const projectId = await here.addSampleProject({ checks: [], mustPass: [], env: { KEPT: 'as it was' } })
  const twice = await here.addSampleProject({ checks: [], mustPass: [], requiredSignatures: 2 })
  const made = { setupCommand: 'touch made', keyFiles: ['package.json'], outputPaths: ['made'] }
  const set = await here.addSampleProject({ checks: [], mustPass: [], ...made })
  const grown = await here.addPerson('Eve Engineer', 'engineer')
  const eve: Identity = { ...grown, projectIds: [projectId, twice, set] }
  await here.db.projectMember.createMany({
    data: eve.projectIds.map((id) => ({ projectId: id, userId: eve.userId })),
  })
  const token = {
    name: 'a script',
    hint: 'cs_',
    hash: crypto.randomUUID(),
    scopes: ['read', 'write', 'decide'],
  }
  const { id: tokenId } = await here.db.apiToken.create({ data: { ...token, userId: eve.userId } })
  const byToken: Identity = {
    ...eve,
    token: { id: tokenId, name: token.name, scopes: ['decide', 'read', 'write'] },
  }

  const escalated = {
    sandbox_permissions: 'require_escalated',
    justification: 'To see it.',
    timeout_ms: 20_000,
  }
  const proposal = {
    name: 'propose_plan',
    arguments: {
      summary: 'A file more.',
      steps: [
        { id: 's1', title: 'Write it', detail: 'All of it.', paths: ['one.txt'], commands: ['cat one.txt'] },
        { id: 's2', title: 'Look at it', detail: 'Once.', paths: [], commands: [] },
      ],
    },
  }
  const scripts = {
    // By what was said so far, not by count: a case before may have come further.
    plan: ((request, number) => {
      if (number === 0) return act('p'.repeat(40_000), proposal)
      const worked = JSON.stringify(request.body).includes('*** Add File: one.txt')
      return worked ? words('Done.') : act('Now.', addFile('one.txt'))
    }) satisfies Script,
    command: inOrder(act('It has to run.', run(`echo "$KEPT" >> ${marker}`, escalated)), words('Done.')),
    setup: inOrder(words('Nothing.')),
    signature: inOrder(act('Two.', addFile('one.txt'), addFile('two.txt')), words('Done.')),
  }
  const begin = (name: string, script: StageName, own: { projectId: string; mode?: 'plan' | 'direct' }) => {
    replies.play(name, scripts[script])
    return beginSession(here, { mode: 'direct', model: { provider: 'configured', name }, ...own })
  }
  const [plan, command, setup, signature, otherCommand, otherSignature] = await Promise.all([
    begin('plan', 'plan', { projectId, mode: 'plan' }),
    begin('command', 'command', { projectId }),
    begin('setup', 'setup', { projectId: set }),
    begin('signature', 'signature', { projectId: twice }),
    begin('other command', 'command', { projectId }),
    begin('other signature', 'signature', { projectId: twice }),
  ])
  const requests = await Promise.all([
    plan.asked('plan'),
    command.asked('command'),
    setup.asked('setup'),
    sign(signature),
    otherCommand.asked('command'),
    sign(otherSignature),
  ])
  await here.queue().stop()
  await plan.decide(requests[0], {}, eve)
  await command.decide(requests[1], {}, eve)
  await setup.decide(requests[2], {}, eve)
  await signature.decide(requests[3])
  await signature.decide(requests[3], {}, byToken)

  const stageOf = async (
    name: StageName,
    drive: Drive,
    project: string,
    approvalId: string,
    executed: () => Promise<boolean>,
  ): Promise<Stage> => {
    const { sessionId } = drive
    return { name, sessionId, projectId: project, approvalId, seq: await drive.seen(), executed }
  }
  const asked = requests.map((request) => request.data.approvalId) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const ran = () => isThere(marker)
  const built = async () => (await readdir(join(here.dataFolder, 'environments'))).length > 0
  const target = (id: string) =>
    readGit({ gitDir: here.parts.folders.repository(id) }, ['log', '--branches', '--format=%B']).then(
      (text) => text.includes('Countersign-Run:'),
      // A branch that cannot be read holds no merge.
      () => false,
    )
  const worked = async () => {
    const after = await here.db.event.findMany({
      where: { sessionId: plan.sessionId, seq: { gt: requests[0].seq }, type: 'tool.started' },
    })
    return after.length > 0
  }
  const stages = {
    plan: await stageOf('plan', plan, projectId, asked[0], worked),
    command: await stageOf('command', command, projectId, asked[1], ran),
    setup: await stageOf('setup', setup, set, asked[2], built),
    signature: await stageOf('signature', signature, twice, asked[3], () => target(twice)),
  }
  const undecided = {
    command: await stageOf('command', otherCommand, projectId, asked[4], ran),
    signature: await stageOf('signature', otherSignature, twice, asked[5], () => target(twice)),
  }
  const rows = await saveRows(here.db)
  const files = join(folder, 'saved')
  await copy(here.dataFolder, files)
  let touched = false
  return {
    here,
    stages,
    undecided,
    eve,
    tokenId,
    marker,
    drive: ({ sessionId, projectId: id }) => driveRun(here.parts, { sessionId, projectId: id }, new Map()),
    events: async ({ sessionId }) => {
      const found = await here.db.event.findMany({ where: { sessionId }, orderBy: { seq: 'asc' } })
      return found as unknown as Event[]
    },
    touch: () => {
      touched = true
    },
    async undo({ projectId: id }) {
      await rm(marker, { force: true })
      const bare = here.parts.folders.repository(id)
      await rm(bare, { recursive: true, force: true })
      await copy(join(files, 'repositories', `${id}.git`), bare)
    },
    async restore() {
      await rows.restore()
      await rm(marker, { force: true })
      for (const name of touched ? await readdir(here.dataFolder) : ['heads']) {
        await rm(join(here.dataFolder, name), { recursive: true, force: true })
        await copy(join(files, name), join(here.dataFolder, name))
      }
      touched = false
    },
    async close() {
      await rows.restore()
      await replies.close()
      await here.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** With owners and links as they are. */
const copy = (from: string, to: string) => promisify(execFile)('cp', ['-a', from, to])

async function sign(drive: Drive) {
  const review = await drive.reviewed()
  await drive.submit(review)
  return drive.asked('signature', review.seq)
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
