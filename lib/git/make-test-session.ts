// For tests only: a session's folder on a small base of every kind of file, and an agent with a shell in it.

import { join } from 'node:path'
import { execa } from 'execa'
import { DATE, makeBare, makeCommit, makeFolder, makeTree, SANDBOX_USER } from './make-test-repository.ts'
import { listFiles } from './read-tree.ts'
import { keepRef } from './refs.ts'
import { type Snapshot, type SnapshotRequest, takeSnapshot } from './snapshot.ts'
import { addWorktree, type Worktree } from './worktree.ts'

export type TestSession = {
  folder: string
  bare: string
  base: string
  baseTree: string
  worktree: Worktree
  /** Runs a line of shell in the worktree as the agent would, and gives what it printed. */
  agent: (script: string) => Promise<string>
  snapshot: (more?: Partial<SnapshotRequest>) => Promise<Snapshot>
  /** Paths in a tree. */
  names: (tree: string) => Promise<string[]>
  remove: () => Promise<void>
}

export async function startTestSession(): Promise<TestSession> {
  const { folder, remove } = await makeFolder()
  const bare = await makeBare(folder)
  const baseTree = await makeTree(bare, {
    'src/a.js': 'a\r\n',
    'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
    link: { mode: '120000', content: 'src/a.js' },
    '.gitignore': 'node_modules\n*.log\n',
    '.gitattributes': '* text=auto eol=lf export-ignore\n*.js filter=evil ident\n',
    vendor: { mode: '160000', oid: '1'.repeat(40) },
  })
  const base = await makeCommit(bare, baseTree)
  await keepRef(bare, 'refs/countersign/s1/base', base)
  const owner = SANDBOX_USER ? { owner: SANDBOX_USER } : {}
  const worktree = {
    bare,
    path: join(folder, 'worktrees', 's1'),
    scratch: join(folder, 'scratch', 's1'),
    ...owner,
  }
  await addWorktree({ ...worktree, commit: base })
  let count = 0
  return {
    folder,
    bare,
    base,
    baseTree,
    worktree,
    remove,
    agent: async (script) => (await execa('sh', ['-ec', script], agentOptions(worktree.path))).stdout,
    snapshot: (more = {}) => {
      const ref = `refs/countersign/s1/snap-${++count}`
      return takeSnapshot({ worktree, parent: base, message: 'After a command', date: DATE, ref, ...more })
    },
    names: async (tree) => (await listFiles(bare, tree, { limit: 999 })).files.map((file) => file.path),
  }
}

function agentOptions(cwd: string) {
  const settings = { 'safe.directory': '*', 'user.name': 'x', 'user.email': 'x@y' }
  const env: Record<string, string> = { HOME: '/nonexistent', GIT_CONFIG_COUNT: '3' }
  for (const [at, [key, value]] of Object.entries(settings).entries()) {
    env[`GIT_CONFIG_KEY_${at}`] = key
    env[`GIT_CONFIG_VALUE_${at}`] = value
  }
  return { ...SANDBOX_USER, cwd, env, stdin: 'ignore' } as const
}
