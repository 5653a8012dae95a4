// What the host tells the agent at the start of a turn, word for word; it becomes part of `turn.started`.
// Decisions and comments of people are given whole; only check output is cut.
import { baseFailingOf, mustPassOf } from '../domain/judge-checks.ts'
import { diffTrees } from '../git/diff.ts'
import type { Event } from '../protocol/events.ts'
import type { HunkChoice, LongText } from '../protocol/values.ts'
import type { Hunk } from '../review/hunk.ts'
import type { DrivenRun } from './perform-step.ts'

const outputTail = 6_000

export async function composePrompt(
  kind: 'plan' | 'implement' | 'fix' | 'revise',
  run: DrivenRun,
): Promise<string> {
  const events = run.log.events()
  switch (kind) {
    case 'plan':
      return sentBack(events) ?? `${await describeTask(run)}\n\nPropose a plan now.`
    case 'implement':
      return approvedPlan(events) ?? `${await describeTask(run)}\n\nMake it so.`
    case 'fix':
      return checksFailed(run)
    case 'revise':
      return revise(run)
  }
}

async function describeTask({ log }: DrivenRun): Promise<string> {
  const events = log.events()
  const created = events[0]
  if (created?.type !== 'session.created') throw new Error('a session without a beginning')
  const base = events.findLast((event) => event.type === 'base.resolved')
  const parts = [`The state that is wanted:\n\n${created.data.desiredState}`]
  if (created.data.mentions.length > 0) parts.push(`Files mentioned: ${created.data.mentions.join(', ')}`)
  if (base?.type === 'base.resolved')
    parts.push(`At the top of the repository: ${base.data.topFiles.join(', ')}`)
  const failing = [...(baseFailingOf(events) ?? [])]
  const must = mustPassOf(events)
  if (failing.length > 0) {
    const lines = failing
      .slice(0, 50)
      .map((name) => `- ${name}${must.has(name) ? ' (must pass afterwards)' : ' (known, not yours to mend)'}`)
    parts.push(`These fail already:\n${lines.join('\n')}`)
  }
  return parts.join('\n\n')
}

function sentBack(events: readonly Event[]): string | null {
  const last = events.findLast(
    (event) =>
      event.type === 'approval.decided' || event.type === 'message.posted' || event.type === 'turn.started',
  )
  if (last?.type === 'approval.decided' && last.data.decision === 'send-back') {
    return `The plan was sent back by ${last.data.person.name}:\n\n${last.data.reason}\n\nPropose a better plan.`
  }
  const planned = events.some((event) => event.type === 'plan.proposed')
  if (planned && last?.type === 'message.posted')
    return 'The plan was sent back with the message above. Propose a better plan.'
  return null
}

function approvedPlan(events: readonly Event[]): string | null {
  const decided = events.findLast(
    (event) => event.type === 'approval.decided' && event.data.decision === 'approve',
  )
  const plan = events.findLast((event) => event.type === 'plan.proposed')
  if (decided?.type !== 'approval.decided' || plan?.type !== 'plan.proposed') return null
  const { editedBy, steps, summary } = plan.data
  const said = decided.data.reason ? ` ${decided.data.person.name} says: ${decided.data.reason}` : ''
  const edited = editedBy
    ? ` It was edited by ${editedBy}; this is what counts:\n\n${JSON.stringify({ summary, steps }, null, 1)}`
    : ''
  return `The plan was approved by ${decided.data.person.name}.${said}${edited}\n\nCarry it out now, step by step.`
}

async function checksFailed(run: DrivenRun): Promise<string> {
  const { log } = run
  const checked = log
    .events()
    .findLast((event) => event.type === 'check.finished' && event.data.purpose === 'turn')
  if (checked?.type !== 'check.finished') throw new Error('no checks to fix')
  const { round, fixLimit } = log.state()
  const parts = [
    `The checks failed on a clean checkout of your work (correction ${round} of ${fixLimit}). These count:`,
  ]
  parts.push(
    checked.data.counted
      .slice(0, 50)
      .map((name) => `- ${name}`)
      .join('\n'),
  )
  for (const result of checked.data.results.filter((one) => one.outcome !== 'passed')) {
    parts.push(
      `${result.name} (${result.command}) ended with exit code ${result.exitCode}:\n${await tail(run, result.output)}`,
    )
  }
  parts.push('Correct your work, not the tests, and say what was wrong.')
  return parts.join('\n\n')
}

async function tail(run: DrivenRun, output: LongText): Promise<string> {
  const whole = await run.log.text(output)
  return whole.length <= outputTail ? whole : `[…]\n${whole.slice(-outputTail)}`.toWellFormed()
}

async function revise(run: DrivenRun): Promise<string> {
  const { log } = run
  const events = log.events()
  const lastTurn = events.findLastIndex((event) => event.type === 'turn.started')
  const since = events.slice(lastTurn + 1)
  const sent = since.flatMap((event) => (event.type === 'review.submitted' ? [event] : []))
  if (!sent.some((event) => event.data.next === 'send-back'))
    return 'Read the message above, act on it, and say what you did.'
  const hunks = await hunksOf(run)
  const named = (id: string) => {
    const found = hunks.get(id)
    return found
      ? {
          file: found.path,
          lines: `${found.hunk.newStart}-${found.hunk.newStart + Math.max(0, found.hunk.newLines - 1)}`,
          change: changeText(found.hunk),
        }
      : { hunk: id }
  }
  const decisions = new Map([
    ...carriedOver(events, log.state().review?.id),
    ...sent.flatMap((event) => event.data.decisions.map((one) => [one.hunkId, one] as const)),
  ])
  const review = {
    reviewers: [...new Set(sent.map((event) => (event.actor.kind === 'person' ? event.actor.name : '')))],
    message: sent
      .map((event) => event.data.message)
      .filter(Boolean)
      .join('\n\n'),
    rejected: [...decisions.values()]
      .filter((one) => one.decision === 'reject')
      .map((one) => ({ ...named(one.hunkId), reason: one.reason ?? '' })),
    accepted: [...decisions.values()]
      .filter((one) => one.decision === 'accept')
      .map((one) => {
        const { file, lines } = named(one.hunkId)
        return { file, lines }
      }),
    comments: sent.flatMap((event) =>
      event.data.comments.map(({ path, side, line, text }) => ({ file: path, side, line, text })),
    ),
  }
  return `The review was sent back.\n\n${JSON.stringify(review, null, 1)}\n\nUndo or change what was rejected, answer the comments in your words, and leave what was accepted as it is.`
}

/** What was decided in earlier rounds on hunks of this one, with its reasons: it still holds, so the agent is told again. */
function carriedOver(events: readonly Event[], reviewId: string | undefined): [string, HunkChoice][] {
  const said = new Map<string, HunkChoice>()
  const carried: [string, HunkChoice][] = []
  for (const event of events) {
    if (event.type === 'review.submitted') for (const one of event.data.decisions) said.set(one.hunkId, one)
    if (event.type !== 'review.opened' || event.data.reviewId !== reviewId) continue
    for (const { id, decision } of event.data.hunks)
      if (decision) carried.push([id, said.get(id) ?? { hunkId: id, decision }])
  }
  return carried
}

const changeText = (hunk: Hunk): string =>
  hunk.lines
    .filter((line) => line.kind !== 'context')
    .map((line) => `${line.kind === 'add' ? '+' : '-'}${line.text}`)
    .join('\n')
    .slice(0, 4_000)
    .toWellFormed()

async function hunksOf({ parts, log }: DrivenRun): Promise<Map<string, { path: string; hunk: Hunk }>> {
  const { review, projectId } = log.state()
  if (!review) return new Map()
  const files = await diffTrees(parts.folders.repository(projectId), review.baseTree, review.tree)
  return new Map(
    files.flatMap((file) => file.hunks.map((hunk) => [hunk.id, { path: file.path, hunk }] as const)),
  )
}
