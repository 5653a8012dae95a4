// Reads what is stored in a project's repository: files, lists, commits. Writes nothing and touches no worktree, so the
// web server may use all of it.

import { nameToText, splitNul } from './path-name.ts'
import { checkTreeish } from './refs.ts'
import { GitError, readGit, runGit } from './run-git.ts'

/** `bytes` holds at most the asked number of bytes; `size` is the whole. */
export type BlobBytes = { bytes: Uint8Array; size: number; truncated: boolean }

export type TreeEntry = { path: string; mode: string; oid: string; size: number }

export type LogEntry = { commit: string; parents: string[]; author: string; date: string; subject: string }

/** A blob by object id. Throws GitError when there is none. */
export async function readBlob(bare: string, oid: string, maxBytes: number): Promise<BlobBytes> {
  const place = { gitDir: bare }
  const size = Number(await readGit(place, ['cat-file', '-s', checkTreeish(oid)]))
  const bytes = await runGit(place, ['cat-file', 'blob', oid], { maxBytes: Math.max(1, maxBytes) }).catch(
    (error: unknown) => {
      if (error instanceof GitError && error.reason === 'too-large') return error.stdout
      throw error
    },
  )
  return { bytes: bytes.subarray(0, maxBytes), size, truncated: size > maxBytes }
}

/** The file or symlink at `path` of a tree or commit, or null where there is none. */
export async function readFileAt(
  bare: string,
  treeish: string,
  path: string,
  maxBytes: number,
): Promise<(BlobBytes & { mode: string; oid: string }) | null> {
  // A name that is not UTF-8 cannot be an argument: then the whole list is searched.
  const quoted = path.startsWith('"')
  const output = await runGit({ gitDir: bare }, [
    'ls-tree',
    '-z',
    '--full-tree',
    ...(quoted ? ['-r'] : []),
    checkTreeish(treeish),
    ...(quoted ? [] : ['--', path]),
  ])
  const entry = readEntries(output).find((one) => one.path === path && one.type === 'blob')
  if (!entry) return null
  return { ...(await readBlob(bare, entry.oid, maxBytes)), mode: entry.mode, oid: entry.oid }
}

/** All files of a tree or commit in git's order, at most `limit` of them; `total` counts all. Sizes in bytes. */
export async function listFiles(
  bare: string,
  treeish: string,
  options: { limit: number },
): Promise<{ files: TreeEntry[]; total: number }> {
  const output = await runGit({ gitDir: bare }, [
    'ls-tree',
    '-r',
    '-l',
    '-z',
    '--full-tree',
    checkTreeish(treeish),
  ])
  const entries = readEntries(output)
  const files = entries
    .slice(0, options.limit)
    .map(({ path, mode, oid, size }) => ({ path, mode, oid, size }))
  return { files, total: entries.length }
}

/** The tree id of a commit, tree id or ref. Throws GitError when there is none. */
export async function treeOf(bare: string, treeish: string): Promise<string> {
  return readGit({ gitDir: bare }, ['rev-parse', '--verify', `${checkTreeish(treeish)}^{tree}`])
}

/** Newest first. `date` is ISO 8601. */
export async function log(bare: string, treeish: string, options: { limit: number }): Promise<LogEntry[]> {
  const output = await runGit({ gitDir: bare }, [
    'log',
    '-z',
    `--max-count=${options.limit}`,
    '--format=%H%x1f%P%x1f%an%x1f%aI%x1f%s',
    checkTreeish(treeish),
    '--',
  ])
  const text = output.toString('utf8')
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [commit = '', parents = '', author = '', date = '', ...subject] = line.split('\x1f')
      return {
        commit,
        parents: parents.split(' ').filter(Boolean),
        author,
        date,
        subject: subject.join('\x1f'),
      }
    })
}

function readEntries(output: Buffer): (TreeEntry & { type: string })[] {
  return splitNul(output).map((item) => {
    const tab = item.indexOf('\t')
    const [mode = '', type = '', oid = '', size = '0'] = item.slice(0, tab).split(/ +/)
    return { path: nameToText(item.slice(tab + 1)), mode, type, oid, size: Number(size) || 0 }
  })
}
