// A git folder of ours that shows a local repository's branches, tags and objects and none of its settings, so that nothing
// which its settings name is read or run while it is fetched from. Changes nothing in the repository.

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Rejection } from '../protocol/rejection.ts'
import { type LocalRepository, readLine } from './local-repository.ts'
import { readPlainFile } from './read-plain-file.ts'
import { checkRef } from './refs.ts'
import { runGit } from './run-git.ts'

const OBJECT_ID = /^[0-9a-f]{40}$/
const MAX_DEPTH = 60
const MAX_PACKED = 400_000_000

/** Absolute path of the view, and how to remove it. */
export type SourceView = { gitDir: string; remove: () => Promise<void> }

/** Throws Rejection 'source.damaged' when HEAD cannot be read. */
export async function openSourceView({ gitDir, commonDir }: LocalRepository): Promise<SourceView> {
  const view = await mkdtemp(join(tmpdir(), 'countersign-source-'))
  const remove = () => rm(view, { recursive: true, force: true })
  try {
    await runGit({ gitDir: null }, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      '--initial-branch=main',
      view,
    ])
    await writeFile(join(view, 'objects', 'info', 'alternates'), `${join(commonDir, 'objects')}\n`)
    const refs = await readPackedRefs(commonDir)
    for (const kind of ['refs/heads', 'refs/tags']) await readLooseRefs(commonDir, kind, refs, 0)
    const lines = [...refs].map(([name, commit]) => `${commit} ${name}\n`)
    await writeFile(join(view, 'packed-refs'), lines.sort().join(''))
    await writeFile(join(view, 'HEAD'), `${await readHead(gitDir)}\n`)
    const shallow = (await readPlainFile(join(commonDir, 'shallow'), 10_000_000)).toString('latin1')
    const roots = shallow.split('\n').filter((line) => OBJECT_ID.test(line))
    if (roots.length > 0) await writeFile(join(view, 'shallow'), `${roots.join('\n')}\n`)
    return { gitDir: view, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function readHead(gitDir: string): Promise<string> {
  const head = ((await readLine(join(gitDir, 'HEAD'))) ?? '').trim()
  const branch = /^ref: (refs\/heads\/.+)$/.exec(head)?.[1]
  if (OBJECT_ID.test(head) || (branch !== undefined && isRef(branch))) return head
  throw new Rejection(
    'source.damaged',
    `${join(gitDir, 'HEAD')} names no branch and no commit. Check out a branch there, then try again.`,
  )
}

/** Lines that are no refs are passed over: nothing of them is ever shown. */
async function readPackedRefs(commonDir: string): Promise<Map<string, string>> {
  const packed = (await readPlainFile(join(commonDir, 'packed-refs'), MAX_PACKED)).toString('utf8')
  const found = new Map<string, string>()
  for (const match of packed.matchAll(/^([0-9a-f]{40}) (refs\/(?:heads|tags)\/\S.*)$/gm))
    if (isRef(match[2]!)) found.set(match[2]!, match[1]!)
  return found
}

/** A loose ref counts before a packed one. A ref to another ref is followed by nobody: it would be that branch twice. */
async function readLooseRefs(
  commonDir: string,
  name: string,
  refs: Map<string, string>,
  depth: number,
): Promise<void> {
  if (depth > MAX_DEPTH) return
  const entries = await readdir(join(commonDir, name), { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const inner = `${name}/${entry.name}`
    if (entry.isDirectory()) await readLooseRefs(commonDir, inner, refs, depth + 1)
    else if (entry.isFile() && isRef(inner)) {
      const commit = ((await readLine(join(commonDir, inner))) ?? '').trim()
      if (OBJECT_ID.test(commit)) refs.set(inner, commit)
    }
  }
}

function isRef(name: string): boolean {
  try {
    checkRef(name)
    return true
  } catch {
    return false
  }
}
