// Sends work back to where the project came from. Into a folder of this machine: as that folder's owner, without running
// its hooks, and never onto a branch that is checked out there. Never forces anything but our own countersign/ branch.

import { stat } from 'node:fs/promises'
import { findLocalRepository } from './local-repository.ts'
import { checkRef, checkTreeish } from './refs.ts'
import { GitError, isOther, runGit } from './run-git.ts'
import { parseSource, type Source } from './source.ts'

export type PushedRef = {
  ref: string
  state: 'pushed' | 'up-to-date' | 'refused'
  /** For 'refused': why, in a sentence that says what to do. */
  reason?: string
}

type Push = {
  bare: string
  source: Source
  sessionId: string
  commit: string
  /** Also move this branch of the source to `commit`, if that is a fast-forward. */
  target?: string
  signal?: AbortSignal
  timeoutMs?: number
}

const RECEIVE_PACK =
  "--receive-pack=git -c 'safe.directory=*' -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true -c receive.denyCurrentBranch=refuse -c receive.autogc=false receive-pack"

/**
 * Pushes `commit` as refs/heads/countersign/<sessionId> (folders always; an address only when no target is asked) and,
 * when asked, the target branch. Each ref has its own outcome. Throws GitError when the source could not be reached.
 */
export async function pushToSource(push: Push): Promise<PushedRef[]> {
  const source = parseSource(push.source.location)
  const local = source.kind === 'path' ? await findLocalRepository(source.location) : null
  const commit = checkTreeish(push.commit)
  const refs: string[] = []
  if (local || push.target === undefined)
    refs.push(`+${commit}:${checkRef(`refs/heads/countersign/${push.sessionId}`)}`)
  if (push.target !== undefined) refs.push(`${commit}:${checkRef(`refs/heads/${push.target}`)}`)
  const owner = local ? await ownerOf(local.commonDir) : undefined
  const args = [
    'push',
    '--porcelain',
    '--no-follow-tags',
    '--no-recurse-submodules',
    '--no-verify',
    '--no-signed',
  ]
  const location = local?.commonDir ?? source.location
  const output = await runGit(
    { gitDir: push.bare },
    [...args, ...(local ? [RECEIVE_PACK] : []), '--', location, ...refs],
    {
      credentials: local === null,
      timeoutMs: push.timeoutMs ?? 600_000,
      // As root, files written there would lock their owner out.
      ...(process.getuid?.() === 0 && isOther(owner) ? { owner } : {}),
      ...(push.signal ? { signal: push.signal } : {}),
    },
  ).catch((error: unknown) => {
    // With a refused ref git fails, but it has said what became of each.
    if (
      error instanceof GitError &&
      error.reason === 'exit' &&
      /^[ +*=!-]\t/m.test(error.stdout.toString('utf8'))
    )
      return error.stdout
    throw error
  })
  return readOutcomes(output.toString('utf8'), local?.workTree ?? null)
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number }> {
  const { uid, gid } = await stat(path)
  return { uid, gid }
}

function readOutcomes(porcelain: string, workTree: string | null): PushedRef[] {
  return porcelain.split('\n').flatMap((line): PushedRef[] => {
    const match = /^([ +*=!-])\t[^:]*:(refs\/\S+)\t(.*)$/.exec(line)
    if (!match) return []
    const [, flag, ref = '', said = ''] = match
    if (flag === '=') return [{ ref, state: 'up-to-date' }]
    if (flag !== '!') return [{ ref, state: 'pushed' }]
    return [{ ref, state: 'refused', reason: explain(ref.replace('refs/heads/', ''), said, workTree) }]
  })
}

function explain(branch: string, said: string, workTree: string | null): string {
  if (/checked out/.test(said))
    return `${branch} is checked out in ${workTree ?? 'the source'}. Check out another branch there, or merge countersign's branch there yourself.`
  if (/non-fast-forward|fetch first|stale/.test(said))
    return `${branch} has moved on at the source. Bring origin in, then push again.`
  return `The source refused ${branch}: ${said.replace(/^\[[^\]]*\] */, '')}`
}
