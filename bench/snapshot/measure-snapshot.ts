// The section "snapshot": how long the state of a large folder takes to become a commit after one edit, against what a
// person's own `git add -A && git write-tree` takes on the same files. Both in turns, so that what else the machine does
// weighs on both.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { takeSnapshot } from '../../lib/git/snapshot.ts'
import { openSandbox } from '../../lib/sandbox/open-sandbox.ts'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { figure, type Measured } from '../report/figure.ts'
import { median, write, writeRatio } from '../report/summarize.ts'
import { makeLargeSession } from './make-large-session.ts'

const files = 100_000
const rounds = 7
const promisedMs = 1000

export async function measureSnapshot(): Promise<Measured> {
  const root = createTemporaryFolder()
  try {
    const sandbox = await openSandbox({ stateDir: join(root, 'state'), nodeBin: dirname(process.execPath) })
    const { worktree, base, paths } = await makeLargeSession(root, files, sandbox)
    const own = join(root, 'own')
    mkdirSync(own)
    const git = (...args: string[]) => execFileSync('git', ['-c', 'gc.auto=0', ...args], { cwd: own })
    git('clone', '--quiet', '--branch=main', worktree.bare, '.')
    const snapshots: number[] = []
    const adds: number[] = []
    for (let round = 0; round <= rounds; round += 1) {
      const path = paths[(round * 7919) % paths.length]!
      const text = `export const round = ${round}\n`
      for (const folder of [worktree.path, own]) writeFileSync(join(folder, path), text)
      const ref = `refs/countersign/session/snap-${round + 1}`
      const wish = { worktree, parent: base, message: 'After an edit', date: new Date(), ref }
      snapshots.push(await time(() => takeSnapshot(wish)))
      adds.push(
        await time(() => {
          git('add', '-A')
          git('write-tree')
        }),
      )
    }
    // The first of each reads every file once more: git wrote the index in the same second as the files.
    const [first = 0, ...later] = snapshots
    const plain = median(adds.slice(1))
    const slowest = Math.max(...later)
    return {
      how: [
        `A repository of ${files.toLocaleString('en')} files in ${files / 100} folders; one file is edited before each of ${rounds} rounds. A snapshot is`,
        'the commit under its ref, objects in the bare repository, as after a turn of an agent; *bare* is `git add -A && git',
        'write-tree` in a clone of the same files, with its default settings.',
      ],
      figures: [
        figure('snapshot after one edit, median', write(median(later), ' ms'), {
          ratio: writeRatio(median(later), plain, 'git add -A && git write-tree'),
        }),
        figure('snapshot after one edit, slowest', write(slowest, ' ms'), {
          promised: `at most ${promisedMs} ms`,
          kept: slowest <= promisedMs,
        }),
        figure('the first snapshot of a fresh folder', write(first, ' ms')),
        figure('git add -A && git write-tree, median', write(plain, ' ms')),
      ],
      notes: [
        'The kept index remembers size and time of every file, so only what changed is read; the rest is one look at each name.',
        `Commands ran with isolation level "${sandbox.report.level}".`,
      ],
    }
  } finally {
    removeTemporaryFolder(root)
  }
}

async function time(work: () => unknown): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}
