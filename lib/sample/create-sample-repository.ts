// Writes the sample project as a git repository with a short history.
// The same files always give the same commits: dates, authors and settings are fixed, whatever the machine's git is set to.
// It must never touch a folder that already has something in it.

import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { machinePath } from '../machine.ts'

const run = promisify(execFile)

type SampleCommit = { message: string; author: string; email: string; date: string; files: readonly string[] }

const noor = { author: 'Noor Visser', email: 'noor@parcels.example' }
const emil = { author: 'Emil Brandt', email: 'emil@parcels.example' }

/** In order; together they name every file of ./repository exactly once. */
export const sampleCommits: readonly SampleCommit[] = [
  {
    ...noor,
    message: 'Start with money and parcels',
    date: '2026-03-02T09:12:00+01:00',
    files: [
      '.gitignore',
      'package.json',
      'src/money.js',
      'src/parcel.js',
      'test/money.test.js',
      'test/parcel.test.js',
    ],
  },
  {
    ...emil,
    message: 'Know zones and islands',
    date: '2026-03-09T14:40:00+01:00',
    files: ['src/zones.js', 'test/zones.test.js'],
  },
  {
    ...noor,
    message: 'Charge by zone and by steps of 100 grams',
    date: '2026-04-13T10:05:00+02:00',
    files: ['src/tariff.js', 'test/tariff.test.js'],
  },
  {
    ...emil,
    message: 'Add surcharges and discounts',
    date: '2026-05-18T16:22:00+02:00',
    files: ['src/surcharges.js', 'src/discounts.js', 'test/surcharges.test.js', 'test/discounts.test.js'],
  },
  {
    ...noor,
    message: 'Quote a whole parcel',
    date: '2026-06-22T11:30:00+02:00',
    files: ['src/quote.js', 'src/index.js', 'test/quote.test.js', 'README.md', 'CHANGELOG.md', 'AGENTS.md'],
  },
  {
    ...emil,
    message: 'Add the cases that customers reported\n\nThe one about 1.1 kg still fails.',
    date: '2026-07-06T08:55:00+02:00',
    files: ['test/reported.test.js'],
  },
]

/** The folder with the sample's files, in this source tree. */
export const sampleFilesFolder = join(dirname(fileURLToPath(import.meta.url)), 'repository')

/**
 * Writes the repository into `path` (absolute; made if it is missing) on branch `main` and answers the head's commit id.
 * Throws an Error if the folder is not empty or git fails.
 */
export async function createSampleRepository(path: string, files = sampleFilesFolder): Promise<string> {
  await mkdir(path, { recursive: true })
  if ((await readdir(path)).length > 0)
    throw new Error(`${path} is not empty. Choose an empty folder for the sample.`)
  await git(path, ['init', '--quiet', '--initial-branch=main', '--template='])
  for (const commit of sampleCommits) await addCommit(path, files, commit)
  return (await git(path, ['rev-parse', 'HEAD'])).trim()
}

async function addCommit(path: string, source: string, commit: SampleCommit): Promise<void> {
  for (const file of commit.files) {
    await mkdir(dirname(join(path, file)), { recursive: true })
    await copyFile(join(source, file), join(path, file))
  }
  await git(path, ['add', '--chmod=-x', '--', ...commit.files])
  const identity = {
    GIT_AUTHOR_NAME: commit.author,
    GIT_AUTHOR_EMAIL: commit.email,
    GIT_AUTHOR_DATE: commit.date,
    GIT_COMMITTER_NAME: commit.author,
    GIT_COMMITTER_EMAIL: commit.email,
    GIT_COMMITTER_DATE: commit.date,
  }
  await git(path, ['commit', '--quiet', '--no-verify', '-m', commit.message], identity)
}

async function git(
  cwd: string,
  args: readonly string[],
  identity: Record<string, string> = {},
): Promise<string> {
  const settings = [
    'core.hooksPath=/dev/null',
    'core.autocrlf=false',
    'core.fsmonitor=false',
    'commit.gpgSign=false',
  ]
  const env = {
    PATH: machinePath(),
    HOME: cwd,
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...identity,
  } as unknown as NodeJS.ProcessEnv
  const { stdout } = await run('git', [...settings.flatMap((one) => ['-c', one]), ...args], { cwd, env })
  return stdout
}
