// Builds and merges trees inside the repository: no worktree, no index but a private one that is thrown away.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Rejection } from '../protocol/rejection.ts'
import type { TreeChange } from '../review/accept-hunks.ts'
import { commitTree } from './commit-tree.ts'
import { joinNul, nameToText, splitNul, textToName } from './path-name.ts'
import { checkTreeish } from './refs.ts'
import { GitError, readGit, runGit } from './run-git.ts'

/**
 * The tree that these changes make of `baseTree`. Deletions come first.
 * Throws Rejection 'tree.path-conflict' when a file would stand where a kept folder or file stands.
 */
export async function buildTree(request: {
  bare: string
  baseTree: string
  changes: readonly TreeChange[]
}): Promise<string> {
  const { bare, changes } = request
  const baseTree = checkTreeish(request.baseTree)
  const place = { gitDir: bare }
  await refuseConflicts(bare, baseTree, changes)
  const lines: string[] = []
  for (const change of changes)
    if (change.kind === 'delete')
      lines.unshift(`0 ${'0'.repeat(baseTree.length)}\t${textToName(change.path)}`)
    else lines.push(`${change.mode} ${await blobOf(bare, change)}\t${textToName(change.path)}`)
  const folder = await mkdtemp(join(tmpdir(), `countersign-index-${process.pid}-`))
  const env = { GIT_INDEX_FILE: join(folder, 'index') }
  try {
    await runGit(place, ['read-tree', baseTree], { env })
    await runGit(place, ['update-index', '-z', '--index-info'], { env, input: joinNul(lines) })
    return await readGit(place, ['write-tree'], { env })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export type MergeResult = { outcome: 'merged'; tree: string } | { outcome: 'conflicted'; paths: string[] }

/**
 * Merges two commits. With `base` (a commit or tree) that is their common ancestor, whatever history says.
 * A conflict is a result; `paths` are sorted.
 */
export async function mergeTrees(request: {
  bare: string
  base?: string
  ours: string
  theirs: string
}): Promise<MergeResult> {
  const { bare, base } = request
  let sides = [checkTreeish(request.ours), checkTreeish(request.theirs)]
  if (base !== undefined) {
    const root = await standIn(bare, base, [])
    sides = [await standIn(bare, sides[0]!, [root]), await standIn(bare, sides[1]!, [root])]
  }
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ...sides]
  const config = ['merge.renames=true', 'merge.directoryRenames=conflict', 'diff.renameLimit=1000']
  try {
    const [tree = ''] = splitNul(await runGit({ gitDir: bare }, args, { config }))
    return { outcome: 'merged', tree: tree.trim() }
  } catch (error) {
    if (!(error instanceof GitError) || error.exitCode !== 1) throw error
    const [, ...names] = splitNul(error.stdout)
    const paths = [...new Set(names.filter((name) => name !== '').map(nameToText))].sort()
    return { outcome: 'conflicted', paths }
  }
}

/** git 2.38 takes a merge base only from history: commits with nothing but the wanted trees and parents. */
async function standIn(bare: string, treeish: string, parents: readonly string[]): Promise<string> {
  const person = { name: 'Countersign', email: 'countersign@localhost' }
  const tree = await readGit({ gitDir: bare }, ['rev-parse', '--verify', `${checkTreeish(treeish)}^{tree}`])
  const rest = { author: person, committer: person, date: new Date(0) }
  // Equal trees on equal parents would be one commit, its own ancestor's twin; that merges rightly too.
  return commitTree({ bare, tree, parents, message: 'A side of a merge', ...rest })
}

async function blobOf(bare: string, change: Exclude<TreeChange, { kind: 'delete' }>): Promise<string> {
  if (change.kind === 'blob') return checkTreeish(change.oid)
  const args = ['hash-object', '-w', '--no-filters', '--stdin']
  return readGit({ gitDir: bare }, args, { input: change.content })
}

/** git would silently replace what stands in the way; here that is a decision of a person. */
async function refuseConflicts(
  bare: string,
  baseTree: string,
  changes: readonly TreeChange[],
): Promise<void> {
  const listed = await runGit({ gitDir: bare }, [
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    '--full-tree',
    baseTree,
  ])
  const files = new Set(splitNul(listed))
  const added = changes.filter((change) => change.kind !== 'delete').map((change) => textToName(change.path))
  for (const change of changes) if (change.kind === 'delete') files.delete(textToName(change.path))
  const fresh = added.filter((name) => !files.has(name))
  if (fresh.length === 0) return
  const folders = new Set([...files].flatMap(foldersOf))
  for (const name of fresh) {
    const inTheWay = folders.has(name) ? name : foldersOf(name).find((folder) => files.has(folder))
    if (inTheWay !== undefined)
      throw new Rejection(
        'tree.path-conflict',
        `${nameToText(name)} cannot be accepted while ${nameToText(inTheWay)} stays as it is. Decide both the same way.`,
      )
  }
}

function foldersOf(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))
}
