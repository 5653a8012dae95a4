// Everything outside of the log that a decision depends on: the project's settings, the worktree, the branch, the objects of git; and
// what no executor reads, where tampering changes nothing of what runs.
import { execFileSync } from 'node:child_process'
import { appendFile, chmod, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import type { Stage, StageName, Stages } from './open-stages.ts'
import type { Tampering } from './tampering.ts'

type Settings = Record<string, unknown>
const set = (stage: StageName, what: string, settings: Settings, says: RegExp): Tampering => ({
  name: `${stage}: project's ${what} changed in the database`,
  stage,
  async tamper({ here }, { projectId }) {
    const project = await here.db.project.findUniqueOrThrow({ where: { id: projectId } })
    const all: object = { ...(project.settings as object), ...settings }
    await here.db.project.update({ where: { id: projectId }, data: { settings: all } })
  },
  says,
})
const again = /Asked again: A setup command runs only after/
const environment = /Changed: the environment/
const settingCases = [
  set('command', 'environment value', { env: { KEPT: 'another' } }, environment),
  set('command', 'environment name', { env: { LATER: 'as it was' } }, environment),
  set(
    'command',
    'environment, one variable more,',
    { env: { KEPT: 'as it was', PATH: '/tmp' } },
    environment,
  ),
  set('command', 'environment, one variable fewer,', { env: {} }, environment),
  set('setup', 'setup command', { setupCommand: 'touch made other' }, again),
  set('setup', 'setup command (a space more)', { setupCommand: 'touch  made' }, again),
  set('setup', 'key files', { keyFiles: ['README.md'] }, again),
  set('setup', 'key files (one more)', { keyFiles: ['package.json', 'README.md'] }, again),
  set('setup', 'allowed hosts', { allowHosts: ['example.org'] }, again),
  set('setup', 'output paths', { outputPaths: ['made', '.git'] }, again),
  set('setup', 'environment value', { env: { A: 'b' } }, again),
]

const worktree = ({ here }: Stages, { sessionId }: Stage) => here.parts.folders.worktree(sessionId)
const files = /Changed: the files it would run on/
const inWorktree = (what: string, change: (folder: string) => Promise<unknown>): Tampering => ({
  name: `command: ${what} in the worktree`,
  stage: 'command',
  tamper: (at, stage) => change(worktree(at, stage)),
  says: files,
})
const worktreeCases = [
  inWorktree('a file edited', (folder) => appendFile(join(folder, 'package.json'), '\n')),
  inWorktree('a file added', (folder) => writeFile(join(folder, 'more'), '')),
  inWorktree('a file removed', (folder) => rm(join(folder, 'package.json'))),
  inWorktree('a file renamed', (folder) => rename(join(folder, 'package.json'), join(folder, 'other.json'))),
  inWorktree('a file made executable', (folder) => chmod(join(folder, 'package.json'), 0o755)),
  inWorktree('a link added', (folder) => symlink('/etc/passwd', join(folder, 'link'))),
]

const git = (folder: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['--git-dir', folder, '-c', 'user.name=Eve', '-c', 'user.email=eve@example.org', ...args],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // The same commit in both repositories.
      env: { ...process.env, GIT_COMMITTER_DATE: '@1000000000 +0000', GIT_AUTHOR_DATE: '@1000000000 +0000' },
    },
  ).trim()

/** In the project's own repository and in the one it came from. */
async function inBoth(at: Stages, { projectId }: Stage, change: (folder: string) => void): Promise<void> {
  const { sourceLocation } = await at.here.db.project.findUniqueOrThrow({ where: { id: projectId } })
  for (const folder of [join(sourceLocation, '.git'), at.here.parts.folders.repository(projectId)])
    change(folder)
}
const onto = (folder: string, parents: string[]) => {
  const args = parents.flatMap((parent) => ['-p', parent])
  return git(folder, 'commit-tree', 'main^{tree}', ...args, '-m', 'Other')
}
const target = (what: string, change: (folder: string) => void, says: RegExp): Tampering => ({
  name: `signature: target branch ${what}`,
  stage: 'signature',
  tamper: (at, stage) => inBoth(at, stage, change),
  says,
})
const moved = /The target branch moved to/
const targetCases = [
  target('moved forward', (at) => void git(at, 'update-ref', 'refs/heads/main', onto(at, ['main'])), moved),
  target(
    'moved to a commit without a past',
    (at) => void git(at, 'update-ref', 'refs/heads/main', onto(at, [])),
    moved,
  ),
  target('deleted', (at) => void git(at, 'update-ref', '-d', 'refs/heads/main'), /./),
  target('made to point at a tree', (at) => void writeRef(at, git(at, 'rev-parse', 'main^{tree}')), /./),
  target('made to point at nothing that exists', (at) => void writeRef(at, '1'.repeat(40)), /./),
]
function writeRef(folder: string, id: string): void {
  git(folder, 'pack-refs', '--all')
  execFileSync('/bin/sh', ['-c', 'mkdir -p "$0/refs/heads" && echo "$1" > "$0/refs/heads/main"', folder, id])
}

const bare = (at: Stages, { projectId }: Stage) => at.here.parts.folders.repository(projectId)
const loose = (folder: string, id: string) => join(folder, 'objects', id.slice(0, 2), id.slice(2))
const objects = (what: string, spec: string, change: (path: string) => Promise<unknown>): Tampering => ({
  name: `signature: ${what}`,
  stage: 'signature',
  async tamper(at, stage) {
    const folder = bare(at, stage)
    const id = git(folder, 'rev-parse', spec.replace('SESSION', `refs/countersign/${stage.sessionId}`))
    await chmod(loose(folder, id), 0o644)
    await change(loose(folder, id))
  },
})
const swapped = (text: string) => (path: string) =>
  writeFile(path, deflateSync(Buffer.from(`blob ${text.length}\0${text}`)))
const objectCases = [
  objects('the accepted commit removed from the repository', 'SESSION/accepted', (path) => rm(path)),
  objects('a blob of the change removed from the repository', 'SESSION/accepted:one.txt', (path) => rm(path)),
  objects('a blob of the change swapped in place', 'SESSION/accepted:one.txt', swapped('bad\n')),
  objects(
    'a blob of the change swapped for one line more',
    'SESSION/accepted:two.txt',
    swapped('new\nbad\n'),
  ),
]

const blobs: Tampering[] = [
  {
    name: 'plan: content of a long text of the log swapped',
    stage: 'plan',
    tamper: ({ here }) => here.db.$executeRaw`UPDATE "Blob" SET content = 'other'::bytea`,
    says: /long text of this session/,
  },
  {
    name: 'plan: a long text of the log swapped, with its name',
    stage: 'plan',
    tamper: ({ here }) =>
      here.db
        .$executeRaw`UPDATE "Blob" SET content = 'other'::bytea, sha256 = encode(sha256('other'::bytea), 'hex')`,
    says: /long text of this session/,
  },
  {
    name: 'plan: a long text of the log removed',
    stage: 'plan',
    tamper: ({ here }) => here.db.blob.deleteMany(),
    says: /long text of this session/,
  },
]

const row = (stage: StageName, column: string, sql: string): Tampering => ({
  name: `${stage}: session's row: ${column} edited`,
  stage,
  tamper: ({ here }, { sessionId }) =>
    here.db.$executeRawUnsafe(`UPDATE "Session" SET "${column}" = ${sql} WHERE id = $1`, sessionId),
})
const rowCases = [
  row('signature', 'lastSeq', '"lastSeq" + 5'),
  row(
    'signature',
    'projectId',
    `(SELECT min(id) FROM "Project" p WHERE p.id <> "Session"."projectId"), number = 999`,
  ),
]

const ignored = (stage: StageName, what: string, tamper: Tampering['tamper']): Tampering => ({
  name: `${stage}: ${what}: is ignored, what was approved runs as it was`,
  stage,
  tamper,
  outcome: 'ignored',
})
const ignoredCases = [
  ignored('command', 'every column of the row of the approval edited', ({ here }, { sessionId }) =>
    here.db.approval.updateMany({
      where: { sessionId },
      data: { status: 'refused', digest: '0', required: 9, decisions: [], kind: 'plan', requestSeq: 1 },
    }),
  ),
  ignored('signature', 'the rows of decisions on hunks edited', ({ here }, { sessionId }) =>
    here.db.hunkDecision.updateMany({ where: { sessionId }, data: { decision: 'reject' } }),
  ),
  ignored('signature', 'the worktree edited', (at, stage) =>
    writeFile(join(worktree(at, stage), 'one.txt'), 'bad\n'),
  ),
  ignored('signature', 'the ref of the snapshot moved', (at, stage) =>
    Promise.resolve(git(bare(at, stage), 'update-ref', `refs/countersign/${stage.sessionId}/snap-1`, 'main')),
  ),
  ignored('signature', 'the ref of the built tree moved', (at, stage) =>
    Promise.resolve(git(bare(at, stage), 'update-ref', `refs/countersign/${stage.sessionId}/merged`, 'main')),
  ),
  ignored('signature', "the phase in the session's row edited", ({ here }, { sessionId: id }) =>
    here.db.session.update({ where: { id }, data: { phase: 'merged' } }),
  ),
  ignored('plan', 'the rows of steps edited', ({ here }, { sessionId }) =>
    here.db.planStep.updateMany({ where: { sessionId }, data: { title: 'Another' } }),
  ),
]

export const worldCases: Tampering[] = [
  ...settingCases,
  ...worktreeCases,
  ...targetCases,
  ...objectCases,
  ...blobs,
  ...rowCases,
  ...ignoredCases,
]
