// What a merge left in git, asked of git itself: an independent witness of what the pages say.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runSampleCheck } from '../../lib/testing/run-sample-check.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'

export type MergedBranch = {
  commit: string
  tree: string
  parents: string[]
  /** Subject and body without trailers. */
  message: string
  trailers: { name: string; value: string }[]
}

function git(repository: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'safe.directory=*', '--git-dir', repository, ...args], {
    encoding: 'utf8',
  }).trim()
}

/** The head of main in a bare repository. */
export function readMain(repository: string): MergedBranch {
  const [commit = '', tree = '', parents = ''] = git(
    repository,
    'log',
    '-1',
    '--format=%H%n%T%n%P',
    'main',
  ).split('\n')
  const body = git(repository, 'log', '-1', '--format=%B', 'main')
  const trailers = git(repository, 'log', '-1', '--format=%(trailers:only,unfold)', 'main')
  return {
    commit,
    tree,
    parents: parents.split(' '),
    message: body.slice(0, body.length - trailers.length).trim(),
    trailers: trailers.split('\n').map((line) => {
      const [name = '', ...value] = line.split(': ')
      return { name, value: value.join(': ') }
    }),
  }
}

/** How many commits on main were made by this session. */
export function countMerges(repository: string, sessionId: string): number {
  const values = git(repository, 'log', '--format=%(trailers:key=Countersign-Session,valueonly)', 'main')
  return values.split('\n').filter((line) => line.endsWith(`/${sessionId}`)).length
}

/** Runs the sample's own tests on a fresh clone of main. */
export function testClone(repository: string): { passed: string[]; failed: string[] } {
  const folder = createTemporaryFolder()
  try {
    const clone = join(folder, 'clone')
    // The repository may be another user's, and only a file tells both ends of a clone that this is meant.
    const config = join(folder, 'gitconfig')
    writeFileSync(config, '[safe]\n  directory = *\n')
    execFileSync('git', ['clone', '--quiet', '--branch', 'main', repository, clone], {
      env: { ...process.env, GIT_CONFIG_GLOBAL: config },
    })
    return runSampleCheck(clone)
  } finally {
    removeTemporaryFolder(folder)
  }
}
