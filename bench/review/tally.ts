// Adds up the rounds of a replay and writes them as a page: per repository and pooled, all rounds and those of a moved base.
import { type Rule, rules } from './shown-again.ts'

export type Tally = { rounds: number; lines: number; falselyRead: number; shown: Record<Rule, number> }
/** `head` is the commit whose history was replayed, `leftOut` the changes whose objects are not all there. */
export type Repository = {
  name: string
  head: string
  changes: number
  leftOut: number
  all: Tally
  moved: Tally
}

export const emptyTally = (): Tally => ({
  rounds: 0,
  lines: 0,
  falselyRead: 0,
  shown: { nothing: 0, blob: 0, hunk: 0, block: 0, bound: 0, ours: 0 },
})

export function addRound(
  tally: Tally,
  round: { all: number; falselyRead: number; shown: Record<Rule, number> },
): void {
  tally.rounds += 1
  tally.lines += round.all
  tally.falselyRead += round.falselyRead
  for (const rule of rules) tally.shown[rule] += round.shown[rule]
}

export const addTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, one) => ({
      rounds: sum.rounds + one.rounds,
      lines: sum.lines + one.lines,
      falselyRead: sum.falselyRead + one.falselyRead,
      shown: Object.fromEntries(rules.map((rule) => [rule, sum.shown[rule] + one.shown[rule]])) as Record<
        Rule,
        number
      >,
    }),
    emptyTally(),
  )

const names: Record<Rule, string> = {
  nothing: 'no carry-over',
  blob: 'same blob (Gerrit’s rule)',
  hunk: 'hunk with its context',
  block: 'changed lines of a block',
  ours: '**by line, on both sides (ours)**',
  bound: 'line multiset of the file (bound)',
}

const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`

/** The whole page, in Markdown. */
export function renderTallies(repositories: readonly Repository[], date: Date): string {
  const all = addTallies(repositories.map((one) => one.all))
  const moved = addTallies(repositories.map((one) => one.moved))
  const changes = repositories.reduce((sum, one) => sum + one.changes, 0)
  const leftOut = repositories.reduce((sum, one) => sum + one.leftOut, 0)
  const { ours, bound, blob } = all.shown
  return `# What a reviewer is shown again

Written by \`npm run bench -- review --repo PATH …\` on ${date.toISOString().slice(0, 10)}. The merged changes of 3 to 15 commits in the history of
public repositories are replayed: each commit is a revision, the reviewer has read everything up to the one before, and what is
counted is the share of the change's lines that is shown again. Lock files, snapshots and locales are left out.

${changes} changes, ${all.rounds} rounds, ${all.lines} lines; in ${moved.rounds} rounds the base had moved. Lines called read that no reviewer had read: ${all.falselyRead}.
${leftOut} more changes are left out because the copy that was read lacks some of their objects.

${[
  row(['rule', 'all rounds', 'rounds with a moved base']),
  row(['---', '---', '---']),
  ...(['nothing', 'blob', 'hunk', 'block', 'ours', 'bound'] as const).map((rule) =>
    row([names[rule], percent(all.shown[rule], all.lines), percent(moved.shown[rule], moved.lines)]),
  ),
].join('\n')}

Ours is ${(ours / bound).toFixed(3)} × the bound and ${(ours / blob).toFixed(3)} × Gerrit's rule (promised: at most 1.05 and 0.6).

${[
  row(['repository', 'at commit', 'changes', 'rounds', 'lines', 'Gerrit', 'ours', 'bound']),
  row(Array<string>(8).fill('---')),
  ...repositories.map(({ name, head, changes: count, all: own }) =>
    row([
      name,
      head.slice(0, 12),
      count,
      own.rounds,
      own.lines,
      percent(own.shown.blob, own.lines),
      percent(own.shown.ours, own.lines),
      percent(own.shown.bound, own.lines),
    ]),
  ),
].join('\n')}
`
}
