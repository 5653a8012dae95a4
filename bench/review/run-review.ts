// `npm run bench -- review --repo PATH [--repo PATH …]`: replays the merged changes of local git repositories and counts the
// changed lines that a reviewer, who has read everything up to the revision before, would be shown again.
// Reads the repositories, writes bench/review/RESULTS.md and nothing else; none of their code is kept.
import { writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { print, Stop, say } from '../../bin/say.mjs'
import { diffTrees } from '../../lib/git/diff.ts'
import { GitError, readGit } from '../../lib/git/run-git.ts'
import type { ChangedFile } from '../../lib/review/hunk.ts'
import { type Change, findChanges } from './find-changes.ts'
import { createReviewer } from './shown-again.ts'
import { addRound, addTallies, emptyTally, type Repository, renderTallies, type Tally } from './tally.ts'

/** Nobody reads these line by line: they are left out for every rule alike. */
const left =
  /(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|go\.sum|[^/]*\.lock)$|\.snap$|(^|\/)__snapshots__\/|(^|\/)(locales?|i18n|translations?|lang)\/|\.(po|pot)$/i

const readable = (files: readonly ChangedFile[]) =>
  files.filter(({ path, binary }) => !binary && !left.test(path))

async function replay(
  bare: string,
  { revisions }: Change,
  tallies: { all: Tally; moved: Tally },
): Promise<void> {
  const diffs = new Map<string, Promise<ChangedFile[]>>()
  const diff = (from: string, to: string) => {
    const key = `${from} ${to}`
    const known = diffs.get(key) ?? (from === to ? Promise.resolve([]) : diffTrees(bare, from, to))
    diffs.set(key, known)
    return known
  }
  const [first, ...rest] = revisions
  let last = first!
  let before = readable(await diff(last.base, last.commit))
  const reviewer = createReviewer(before)
  for (const revision of rest) {
    const now = readable(await diff(revision.base, revision.commit))
    const moved = {
      base: await diff(last.base, revision.base),
      head: await diff(last.commit, revision.commit),
    }
    const round = reviewer.meet({ before, now, moved })
    addRound(tallies.all, round)
    if (revision.base !== last.base) addRound(tallies.moved, round)
    last = revision
    before = now
  }
}

async function gitFolderOf(path: string): Promise<string> {
  const found = await readGit({ gitDir: null }, [
    '-C',
    resolve(path),
    'rev-parse',
    '--absolute-git-dir',
  ]).catch(() => null)
  if (!found) throw new Stop(`${path} is no git repository.`)
  return found.trim()
}

export async function runReview(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      repo: { type: 'string', multiple: true, default: [] },
      'no-results': { type: 'boolean', default: false },
    },
  })
  if (values.repo.length === 0)
    throw new Stop('Name at least one repository: npm run bench -- review --repo PATH')
  const repositories: Repository[] = []
  for (const path of values.repo) {
    const bare = await gitFolderOf(path)
    const name = basename(bare).replace(/^(\.git|repo)$/, basename(dirname(bare)))
    const changes = await findChanges(bare)
    say('bench', `${name}: ${changes.length} changes …`)
    const found: { all: Tally; moved: Tally }[] = []
    for (const change of changes) {
      const tallies = { all: emptyTally(), moved: emptyTally() }
      try {
        await replay(bare, change, tallies)
        found.push(tallies)
      } catch (error) {
        // A copy without its largest objects, say; counted beside the others, never into them.
        if (!(error instanceof GitError)) throw error
        say(
          'bench',
          `${name}: ${change.merge.slice(0, 12)} is left out: ${error.stderr.trim().split('\n')[0]}`,
        )
      }
    }
    const all = addTallies(found.map((one) => one.all))
    const moved = addTallies(found.map((one) => one.moved))
    const head = (await readGit({ gitDir: bare }, ['rev-parse', 'HEAD'])).trim()
    repositories.push({
      name,
      head,
      changes: found.length,
      leftOut: changes.length - found.length,
      all,
      moved,
    })
  }
  const text = renderTallies(repositories, new Date())
  print(`\n${text}`)
  if (!values['no-results']) await writeFile(join(import.meta.dirname, 'RESULTS.md'), text)
}
