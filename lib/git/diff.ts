// What changed between two trees, as git sees it: always the same options, so that the same trees give the same hunks.

import { createHash } from 'node:crypto'
import { Rejection } from '../protocol/rejection.ts'
import type { ChangedFile } from '../review/hunk.ts'
import { buildChangedFiles, type RawChange } from '../review/hunks.ts'
import { nameToText, splitNul } from './path-name.ts'
import { checkTreeish } from './refs.ts'
import { GitError, runGit } from './run-git.ts'

const OPTIONS = [
  'diff-tree',
  '-r',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
  '--submodule=short',
  '--find-renames=50%',
  '-l1000',
  '--full-index',
  // Not histogram: it needs minutes for a long file with a change in every third line.
  '--diff-algorithm=myers',
  '--indent-heuristic',
  '--unified=3',
  '--inter-hunk-context=0',
  '--src-prefix=a/',
  '--dst-prefix=b/',
]

/** What a process reads of one change; a million lines fit. */
const PATCH_BYTES = 100_000_000

/**
 * Files above such a size are taken as a whole, without lines, like binary ones. The first that makes the patch fit counts:
 * the same trees give the same answer everywhere, and no change, however large, is read into memory whole.
 */
const WHOLE_ABOVE = ['50m', '5m', '500k', '50k', '1']

/** Files in git's order with their hunks. `from` and `to` are trees or commits. */
export async function diffTrees(bare: string, from: string, to: string): Promise<ChangedFile[]> {
  for (const size of WHOLE_ABOVE) {
    const config = [`core.bigFileThreshold=${size}`]
    const patch = await readPatch(bare, from, to, config)
    if (patch === null) continue
    const changes = await listChanges(bare, from, to, config)
    return buildChangedFiles(changes, patch.toString('latin1'), sha256)
  }
  throw new Rejection(
    'change.too-large',
    'The change names too many files to be shown. Ask the agent to make it in smaller parts.',
  )
}

/** Null when it is more than can be shown. */
async function readPatch(
  bare: string,
  from: string,
  to: string,
  config: readonly string[],
): Promise<Buffer | null> {
  const args = [...OPTIONS, '--patch', checkTreeish(from), checkTreeish(to)]
  try {
    return await runGit({ gitDir: bare }, args, { config, maxBytes: PATCH_BYTES })
  } catch (error) {
    if (error instanceof GitError && error.reason === 'too-large') return null
    throw error
  }
}

/** Counts only; binary files count as files without lines. */
export async function diffStat(
  bare: string,
  from: string,
  to: string,
): Promise<{ files: number; added: number; removed: number }> {
  const changes = await listChanges(bare, from, to)
  const sum = (side: 'added' | 'removed') => changes.reduce((total, change) => total + change[side], 0)
  return { files: changes.length, added: sum('added'), removed: sum('removed') }
}

/** The patch as bytes, binary files included: what `git apply` takes. */
export async function patchText(bare: string, from: string, to: string): Promise<Uint8Array> {
  return runGit({ gitDir: bare }, [...OPTIONS, '--patch', '--binary', checkTreeish(from), checkTreeish(to)])
}

/** SHA-256 of a text's UTF-8, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

async function listChanges(
  bare: string,
  from: string,
  to: string,
  config: readonly string[] = ['core.bigFileThreshold=50m'],
): Promise<RawChange[]> {
  const args = [...OPTIONS, '--raw', '--numstat', '-z', checkTreeish(from), checkTreeish(to)]
  return readChanges(splitNul(await runGit({ gitDir: bare }, args, { config })))
}

/** First one record for each change, then one count for each, in the same order. */
function readChanges(items: readonly string[]): RawChange[] {
  const changes: RawChange[] = []
  let at = 0
  while (items[at]?.startsWith(':')) {
    const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', letter = ''] =
      items[at++]!.slice(1).split(' ')
    const renamed = letter.startsWith('R')
    const oldPath = renamed ? nameToText(items[at++]!) : null
    const path = nameToText(items[at++]!)
    changes.push({
      type: readType(letter),
      path,
      oldPath,
      oldMode: orNull(oldMode),
      newMode: orNull(newMode),
      oldBlob: orNull(oldBlob),
      newBlob: orNull(newBlob),
      binary: false,
      added: 0,
      removed: 0,
    })
  }
  for (const change of changes) {
    const [added = '', removed = ''] = items[at++]!.split('\t')
    if (change.type === 'R') at += 2
    change.binary = added === '-'
    change.added = Number(added) || 0
    change.removed = Number(removed) || 0
  }
  return changes
}

function readType(letter: string): RawChange['type'] {
  const first = letter[0]
  if (first === 'A' || first === 'D' || first === 'M' || first === 'T' || first === 'R') return first
  throw new Error(`git names a change "${letter}" that this code does not know`)
}

function orNull(value: string): string | null {
  return /^0+$/.test(value) ? null : value
}
