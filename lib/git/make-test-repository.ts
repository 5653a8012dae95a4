// For tests only: real repositories in folders of their own, removed afterwards.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { commitTree } from './commit-tree.ts'
import { buildTree } from './merge.ts'
import { initBare } from './repository.ts'
import { runGit } from './run-git.ts'

export const DATE = new Date('2026-01-02T03:04:05Z')
export const PERSON = { name: 'Ada Example', email: 'ada@example.org' }

/** A folder that `remove` takes away; every user may enter it. */
export async function makeFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  await execa('chmod', ['755', folder])
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) }
}

/** Runs the machine's git in a folder, as a person would. */
export async function inFolder(folder: string, ...args: string[]): Promise<string> {
  const env = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'user.name',
    GIT_CONFIG_VALUE_0: PERSON.name,
    GIT_CONFIG_KEY_1: 'user.email',
    GIT_CONFIG_VALUE_1: PERSON.email,
    GIT_CONFIG_KEY_2: 'safe.directory',
    GIT_CONFIG_VALUE_2: '*',
  }
  return (await execa('git', args, { cwd: folder, env })).stdout
}

/** A person's repository with one commit on main. */
export async function makeSource(folder: string, files: Record<string, string>): Promise<string> {
  await mkdir(folder, { recursive: true })
  await inFolder(folder, 'init', '--quiet', '--initial-branch=main')
  return commitFiles(folder, files)
}

export async function commitFiles(folder: string, files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await inFolder(folder, 'add', '--all')
  await inFolder(folder, 'commit', '--quiet', '--allow-empty', '--message=A change')
  return inFolder(folder, 'rev-parse', 'HEAD')
}

/** A bare repository of ours without any commit. */
export async function makeBare(folder: string): Promise<string> {
  const bare = join(folder, 'project.git')
  await initBare(bare)
  return bare
}

export type TestFile = string | Uint8Array | { mode: string; content?: string; oid?: string }

/** A tree of exactly these files. */
export async function makeTree(bare: string, files: Record<string, TestFile>): Promise<string> {
  const empty = (await runGit({ gitDir: bare }, ['mktree'], { input: '' })).toString('utf8').trim()
  const changes = Object.entries(files).map(([path, file]) => {
    if (typeof file === 'string')
      return { kind: 'content', path, mode: '100644', content: Buffer.from(file) } as const
    if (file instanceof Uint8Array) return { kind: 'content', path, mode: '100644', content: file } as const
    if (file.oid !== undefined) return { kind: 'blob', path, mode: file.mode, oid: file.oid } as const
    return { kind: 'content', path, mode: file.mode, content: Buffer.from(file.content ?? '') } as const
  })
  return buildTree({ bare, baseTree: empty, changes })
}

export async function makeCommit(bare: string, tree: string, parents: string[] = [], message = 'A commit') {
  return commitTree({ bare, tree, parents, message, author: PERSON, committer: PERSON, date: DATE })
}

/** A user for the sandbox's part when we are root; undefined when we are not. */
export const SANDBOX_USER = process.getuid?.() === 0 ? { uid: 61234, gid: 61234 } : undefined
