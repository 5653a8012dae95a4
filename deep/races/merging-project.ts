// A small project with real git and a real runner, one session of it signed for nothing yet, and a branch of its own for every round.
import { join } from 'node:path'
import { inFolder, makeSource } from '../../lib/git/make-test-repository.ts'
import { readGit, runGit } from '../../lib/git/run-git.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { runTrailer } from '../../lib/runner/merge-signed.ts'
import { beginSession, type Drive, driveSession, ofType } from '../../lib/testing/drive-session.ts'
import {
  act,
  addFile,
  playReplies,
  type Replies,
  type Script,
  words,
} from '../../lib/testing/play-replies.ts'
import { type Installation, startInstallation } from '../../lib/testing/start-installation.ts'
import { copySession } from './copy-session.ts'

export type MergingProject = {
  here: Installation
  projectId: string
  /** The log of the session that stands where a signature waits. */
  log: Event[]
  /** Milliseconds from a signature to its merge on this machine now: the time in which a race is still open. */
  pace: number
  /** A session at this place of that log, and what may be done with its branch. */
  copy(prefix: readonly Event[], branch: string): Promise<Drive>
  branch(name: string): Promise<Branch>
  stop(): Promise<void>
}

export type Branch = {
  name: string
  /** Another session's merge: the branch moves in our repository. Answers the new head. */
  moveHere(): Promise<string>
  /** Somebody pushed to the source. */
  moveSource(): Promise<string>
  head(): Promise<string>
  contains(commit: string): Promise<boolean>
  /** Merge commits on the branch by the run that made them. */
  merges(): Promise<{ commit: string; tree: string; parents: string[]; run: string }[]>
}

/** Plans when it may plan, otherwise adds a file; then it is done. */
let files = 0
const agent: Script = (request) => {
  const { input, tools } = request.body as { input: { type?: string }[]; tools: { name?: string }[] }
  if (input.at(-1)?.type === 'function_call_output') return words('That is it.')
  if (!tools.some((tool) => tool.name === 'propose_plan'))
    return act('I work.', addFile(`file-${++files}.txt`))
  const steps = [{ id: 's1', title: 'Add a file', detail: '', paths: null, commands: null }]
  return act('I plan.', { name: 'propose_plan', arguments: { summary: 'One file.', steps } })
}

export async function startMergingProject(): Promise<MergingProject> {
  const here = await startInstallation()
  const replies: Replies = await playReplies()
  replies.play('racer', agent)
  await replies.configure(here, 'responses')
  const source = join(here.dataFolder, 'source')
  await makeSource(source, { 'README.md': 'A project.\n' })
  const projectId = await here.addProject(source, { checks: [], mustPass: [] })
  const bare = here.parts.folders.repository(projectId)
  const session = await beginSession(here, { projectId, model: { provider: 'configured', name: 'racer' } })
  await session.approvePlan()
  const review = await session.reviewed()
  await session.submit(review)
  const request = await session.asked('signature')
  const log = await session.events()
  const signedAt = performance.now()
  await session.decide(request)
  await session.waitFor('merge.finished')
  const pace = performance.now() - signedAt

  const moved = async (gitDir: string, ref: string) => {
    for (;;) {
      const old = await readGit({ gitDir }, ['rev-parse', ref])
      const tree = await readGit({ gitDir }, ['rev-parse', `${old}^{tree}`])
      const next = await inFolder(gitDir, 'commit-tree', tree, '-p', old, '-m', `Move ${crypto.randomUUID()}`)
      const set = runGit({ gitDir }, ['update-ref', ref, next, old])
      if (
        await set.then(
          () => true,
          () => false,
        )
      )
        return next
    }
  }
  const start = await readGit({ gitDir: bare }, ['rev-parse', 'refs/heads/main^1'])
  return {
    here,
    projectId,
    log,
    pace,
    async copy(prefix, branch) {
      const { sessionId } = await copySession(here, prefix, branch)
      return driveSession(here, sessionId)
    },
    async branch(name) {
      const ref = `refs/heads/${name}`
      await inFolder(source, 'update-ref', ref, start)
      await runGit({ gitDir: bare }, ['update-ref', ref, start])
      const read = (...args: string[]) => readGit({ gitDir: bare }, args)
      return {
        name,
        moveHere: () => moved(bare, ref),
        moveSource: () => moved(join(source, '.git'), ref),
        head: () => read('rev-parse', ref),
        contains: (commit) =>
          runGit({ gitDir: bare }, ['merge-base', '--is-ancestor', commit, ref]).then(
            () => true,
            () => false,
          ),
        async merges() {
          const format = `%H %T %(trailers:key=${runTrailer},valueonly,separator=) %P`
          const text = await read('log', '--merges', '--first-parent', `--format=${format}`, ref)
          return text
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => {
              const [commit = '', tree = '', run = '', ...parents] = line.split(' ')
              return { commit, tree, run, parents }
            })
        },
      }
    },
    async stop() {
      await replies.close()
      await here.stop()
    },
  }
}

export const signatureIn = (events: readonly Event[]) =>
  ofType(events, 'approval.requested').findLast((event) => event.data.subject.kind === 'signature')!
