// One bare repository per project. refs/origin/* mirrors the source's branches, refs/tags/* its tags; refs/heads/* are ours.
// Only fetched from here, a folder of this machine through a view that has none of its settings; what goes back to the source is in push-to-source.ts.
// Blobs are written to worktrees byte for byte: no line-ending, keyword or filter rule of the repository applies.

import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Rejection } from '../protocol/rejection.ts'
import { findLocalRepository } from './local-repository.ts'
import { readProgress, type TransferProgress } from './read-progress.ts'
import { advanceTarget, defaultBranch, listBranches } from './refs.ts'
import { GitError, type GitOptions, readGit, runGit } from './run-git.ts'
import { parseSource, type Source } from './source.ts'
import { openSourceView } from './source-view.ts'

type Transfer = {
  bare: string
  source: Source
  onProgress?: (progress: TransferProgress) => void
  signal?: AbortSignal
  /** Milliseconds; an hour unless given. */
  timeoutMs?: number
}

const ATTRIBUTES = '* -text !eol -ident -filter -working-tree-encoding !diff !merge\n'

/**
 * Makes the project's repository at `bare`, all or nothing, with a branch for the source's HEAD.
 * Throws Rejection ('source.empty', 'source.unreachable', and those of parseSource), GitError when stopped.
 */
export async function createFromSource(transfer: Transfer): Promise<{ defaultBranch: string; head: string }> {
  const { bare } = transfer
  const partial = `${bare}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(dirname(bare), { recursive: true })
  try {
    await initBare(partial)
    const branch = await readSourceHead(transfer)
    await fetchOrigin({ ...transfer, bare: partial })
    const branches = (await listBranches(partial)).map((one) => one.name)
    const chosen = [branch, 'main', 'master', ...branches].find((name) => name && branches.includes(name))
    if (!chosen)
      throw new Rejection(
        'source.empty',
        'That repository has no commit on any branch yet. Commit something first.',
      )
    await readGit({ gitDir: partial }, ['symbolic-ref', 'HEAD', `refs/heads/${chosen}`])
    const { head } = await advanceTarget(partial, chosen)
    await rename(partial, bare)
    return { defaultBranch: await defaultBranch(bare), head }
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** An empty bare repository that every local user may read, whatever our umask: the sandbox's user reads it. */
export async function initBare(bare: string): Promise<void> {
  await runGit({ gitDir: null }, [
    'init',
    '--quiet',
    '--bare',
    '--template=',
    '--shared=0644',
    '--initial-branch=main',
    bare,
  ])
  await mkdir(join(bare, 'info'), { recursive: true })
  await chmod(join(bare, 'info'), 0o755)
  await writeFile(join(bare, 'info', 'attributes'), ATTRIBUTES)
  await chmod(join(bare, 'info', 'attributes'), 0o644)
}

/** Brings refs/origin/* and the tags up to date with the source; what vanished there vanishes here. */
export async function fetchOrigin(transfer: Transfer): Promise<void> {
  const args = [
    'fetch',
    '--progress',
    '--prune',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
  ]
  const refspecs = ['+refs/heads/*:refs/origin/*', '+refs/tags/*:refs/tags/*']
  const report = transfer.onProgress
  await onSource(transfer, [...args, '--update-shallow', '--', '{source}', ...refspecs], {
    ...(report ? { onStderr: readProgress(report) } : {}),
  })
}

/** Whether so many small files have come together that packing them is worth the time. */
export async function isScattered(bare: string): Promise<boolean> {
  const said = await readGit({ gitDir: bare }, ['count-objects', '-v'])
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(said)?.[1] ?? 0)
  return count('count') > 2_000 || count('packs') > 20
}

/** Packs what many small writes left behind. No object is dropped, whether or not a ref reaches it: the log may name it. */
export async function compactRepository(bare: string, options: { signal?: AbortSignal } = {}): Promise<void> {
  const patient = { ...options, timeoutMs: 3_600_000 }
  await runGit({ gitDir: bare }, ['repack', '-a', '-d', '-k', '--quiet'], patient)
  await runGit({ gitDir: bare }, ['pack-refs', '--all'], patient)
}

async function readSourceHead(transfer: Transfer): Promise<string | null> {
  const said = await onSource(transfer, ['ls-remote', '--symref', '--', '{source}', 'HEAD'], {})
  return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(said.toString('utf8'))?.[1] ?? null
}

async function onSource(transfer: Transfer, args: readonly string[], extra: GitOptions): Promise<Buffer> {
  const source = parseSource(transfer.source.location)
  const view =
    source.kind === 'path' ? await openSourceView(await findLocalRepository(source.location)) : null
  const location = view?.gitDir ?? source.location
  try {
    return await runGit(
      { gitDir: transfer.bare },
      args.map((arg) => (arg === '{source}' ? location : arg)),
      {
        ...extra,
        credentials: view === null,
        timeoutMs: transfer.timeoutMs ?? 3_600_000,
        ...(transfer.signal ? { signal: transfer.signal } : {}),
      },
    )
  } catch (error) {
    if (!(error instanceof GitError) || error.reason !== 'exit') throw error
    throw new Rejection(
      'source.unreachable',
      explain(error.stderr.replaceAll(location, source.location), view !== null),
    )
  } finally {
    await view?.remove()
  }
}

function explain(stderr: string, local: boolean): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .filter((line) => /^(fatal|error|remote|ssh|Host key|Permission)/i.test(line))
  const said = lines.slice(-4).join(' ').slice(0, 500) || stderr.trim().slice(-500)
  const refused =
    /could not read Username|Authentication failed|Permission denied|terminal prompts disabled/i.test(stderr)
  if (/mismatched algorithms/.test(stderr))
    return 'The source uses SHA-256 names for its objects, which Countersign cannot read. Give a repository with SHA-1 names.'
  const next = local
    ? 'Run "git fsck" there and mend what it names, then try again.'
    : refused
      ? "Set up this machine's git credentials for that address, then try again."
      : 'Check the address and the connection, then try again.'
  return `git could not read the source: ${said} ${next}`
}
