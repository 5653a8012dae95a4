// Finds a repository in a folder of this machine without asking git, whose own search reads settings that may lead anywhere.
// Promises: everything that will be read lies in the folder that a person named, or in the repository that this folder's own
// books say it belongs to. What leads elsewhere is refused, with what to do.

import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { Rejection } from '../protocol/rejection.ts'
import { readPlainFile } from './read-plain-file.ts'
import { readSettings } from './read-settings.ts'

/**
 * `gitDir` is its own git folder, `commonDir` the one that holds objects and refs, `workTree` null for a bare one.
 */
export type LocalRepository = { gitDir: string; commonDir: string; workTree: string | null }

/** Throws Rejection 'source.not-a-repository', 'source.leads-out', 'source.borrows', 'source.format'. */
export async function findLocalRepository(path: string): Promise<LocalRepository> {
  if (!isAbsolute(path)) throw notARepository(path)
  const folder = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw closed(path)
    return null
  })
  if (!folder?.isDirectory()) throw notARepository(path)
  const top = await realpath(path)
  const gitDir = await findGitFolder(top, path)
  const commonDir = resolve(gitDir, (await readLine(join(gitDir, 'commondir'))) ?? '.')
  const head = await readLine(join(gitDir, 'HEAD'))
  if (head === null || !/^(ref: refs\/|[0-9a-f]{40})/.test(head)) throw notARepository(path)
  await refuseLinks(commonDir, path)
  await refuseAlternates(commonDir)
  const settings = await readSettings(join(commonDir, 'config'))
  refuseFormats(settings, path)
  const bare = gitDir === top || (gitDir === commonDir && settings.get('core.bare') === 'true')
  return { gitDir, commonDir, workTree: bare ? null : top }
}

/** The first line of a plain file, at most 4 KB; null where there is none. */
export async function readLine(path: string): Promise<string | null> {
  const bytes = await readPlainFile(path, 4096)
  return bytes.length === 0 ? null : (bytes.toString('utf8').split('\n')[0] ?? null)
}

async function findGitFolder(top: string, path: string): Promise<string> {
  const dot = join(top, '.git')
  const entry = await lstat(dot).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw closed(path)
    return null
  })
  if (entry === null) return top
  if (entry.isDirectory()) return dot
  const named = entry.isSymbolicLink()
    ? await realpath(dot).catch(() => null)
    : /^gitdir: (.+)$/.exec((await readLine(dot)) ?? '')?.[1]
  if (!named) throw notARepository(path)
  const gitDir = resolve(top, named)
  // A further work tree and a submodule have such a file; their repositories know them in return.
  const back = await readLine(join(gitDir, 'gitdir'))
  const tree = (await readSettings(join(gitDir, 'config'))).get('core.worktree')
  if (entry.isFile() && back !== null && (await isSame(resolve(gitDir, back), dot))) return gitDir
  if (entry.isFile() && tree !== undefined && (await isSame(resolve(gitDir, tree), top))) return gitDir
  throw new Rejection(
    'source.leads-out',
    `${dot} leads to ${gitDir}, which does not name this folder as its own. Add that repository itself.`,
  )
}

async function isSame(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => path)
  return (await real(one)) === (await real(other))
}

/** git follows links among its own files; a link there can only lead out, or to something that is no file. */
async function refuseLinks(commonDir: string, path: string): Promise<void> {
  const objects = await lstat(join(commonDir, 'objects')).catch(() => null)
  if (objects === null) throw notARepository(path)
  const places = ['HEAD', 'config', 'packed-refs', 'shallow', 'refs', 'objects']
  const folders = (await readdir(join(commonDir, 'objects')).catch(() => [])).map((name) => `objects/${name}`)
  const packs = await readdir(join(commonDir, 'objects', 'pack')).catch(() => [])
  const refs = await readdir(join(commonDir, 'refs'), { recursive: true }).catch(() => [])
  const files = [
    ...places,
    ...folders,
    ...packs.map((name) => `objects/pack/${name}`),
    ...refs.map((name) => `refs/${name}`),
  ]
  for (const name of files) {
    const place = join(commonDir, name)
    const entry = await lstat(place).catch(() => null)
    if (entry === null || entry.isFile() || entry.isDirectory()) continue
    const what = entry.isSymbolicLink() ? 'a link' : 'no plain file'
    throw new Rejection(
      'source.leads-out',
      `${place} is ${what}, and Countersign reads only what lies in the repository. Put the real one there, then try again.`,
    )
  }
}

async function refuseAlternates(commonDir: string): Promise<void> {
  const file = join(commonDir, 'objects', 'info', 'alternates')
  const entry = await lstat(file).catch(() => null)
  if (entry === null || (entry.isFile() && entry.size === 0)) return
  throw new Rejection(
    'source.borrows',
    `${commonDir} borrows objects from another repository. Run "git repack -a -d" there, remove ${file}, then try again.`,
  )
}

function refuseFormats(settings: ReadonlyMap<string, string>, path: string): void {
  if (settings.get('extensions.objectformat')?.toLowerCase() === 'sha256')
    throw new Rejection(
      'source.format',
      `${path} uses SHA-256 names for its objects, which Countersign cannot read. Give a repository with SHA-1 names.`,
    )
  const refs = settings.get('extensions.refstorage')?.toLowerCase()
  if (refs !== undefined && refs !== 'files')
    throw new Rejection(
      'source.format',
      `${path} keeps its branches as ${refs}. Run "git refs migrate --ref-format=files" there, then try again.`,
    )
}

function notARepository(path: string): Rejection {
  return new Rejection(
    'source.not-a-repository',
    `${path} is not the top folder of a git repository that Countersign can read. Check the path, or run "git init" and commit there first.`,
  )
}

function closed(path: string): Rejection {
  return new Rejection(
    'source.not-a-repository',
    `The user that Countersign runs as may not enter ${path}. Open it to that user, then try again.`,
  )
}
