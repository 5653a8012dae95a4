// What must be true of a session after whatever happened to the processes that served it: the same decisions as without, one merge of
// exactly what was signed, a log without gaps, no tool call repeated in silence, nothing left running.
import { readdirSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, vi } from 'vitest'
import { compareWithRows } from '../../lib/event-log/replay.ts'
import { readGit } from '../../lib/git/run-git.ts'
import type { Event } from '../../lib/protocol/events.ts'
import { foldersIn } from '../../lib/runner/folders.ts'
import { type Drive, ofType } from '../../lib/testing/drive-session.ts'
import type { Lane } from './open-lane.ts'

/** The tree that the script's work leads to, however often it was interrupted. Learned from the first session of a file. */
export type Expectation = { mergedTree: string | null }

export async function judgeSession(
  lane: Pick<Lane, 'db' | 'acknowledged' | 'dataFolder'>,
  session: Drive,
  bare: string,
  expected: Expectation,
): Promise<Event[]> {
  const events = await session.events()
  judgeOrder(events, lane)
  judgeDecisions(events)
  judgeCalls(events)
  await judgeMerge(events, bare, expected)
  await judgeRefs(events, bare)
  expect(await compareWithRows(lane.db, session.sessionId)).toEqual([])
  expect(await lane.db.delta.findMany({ where: { sessionId: session.sessionId } })).toEqual([])
  const newest = ofType(events, 'run.started').at(-1)!.data.epoch
  const { sessionId } = session
  expect(await lane.db.sandboxProcess.count({ where: { sessionId, epoch: { lt: newest } } })).toBe(0)
  const checkouts = await readdir(dirname(foldersIn(lane.dataFolder).checkout('any')))
  expect(checkouts.filter((name) => name.startsWith(session.sessionId))).toEqual([])
  // Who was fenced may still be clearing up behind itself.
  await vi.waitFor(() => expect(processesOf(sessionId)).toEqual([]), { timeout: 20_000 })
  return events
}

function judgeOrder(events: readonly Event[], { acknowledged }: Pick<Lane, 'acknowledged'>): void {
  expect(events.map((event) => event.seq)).toEqual(events.map((_, position) => position + 1))
  const epochs = ofType(events, 'run.started').map((event) => event.data.epoch)
  expect(epochs).toEqual(epochs.map((_, position) => position + 1))
  // Once a runner has taken over, nobody before it writes anything.
  let newest = 0
  for (const event of events) {
    if (event.actor.kind !== 'runner') continue
    expect(event.actor.epoch).toBeGreaterThanOrEqual(newest)
    newest = event.actor.epoch
  }
  const promised = acknowledged.filter((one) => one.sessionId === events[0]!.sessionId)
  expect(promised.length).toBeGreaterThan(0)
  const byPeople = events.filter((event) => event.actor.kind === 'person').map((event) => event.seq)
  for (const { seq } of promised) expect(byPeople).toContain(seq)
}

function judgeDecisions(events: readonly Event[]): void {
  const kinds = new Map(
    ofType(events, 'approval.requested').map((event) => [event.data.approvalId, event.data.subject.kind]),
  )
  const decided = ofType(events, 'approval.decided')
  expect(decided.map(({ data }) => `${kinds.get(data.approvalId)} ${data.decision}`)).toEqual([
    'plan approve',
    'signature approve',
  ])
  expect(kinds.size).toBe(2)
  expect(ofType(events, 'approval.voided')).toEqual([])
  expect(ofType(events, 'review.submitted')).toHaveLength(1)
  expect(ofType(events, 'session.created')).toHaveLength(1)
}

/** Each call and each request of the model has one beginning and one end; what was broken off says so. */
function judgeCalls(events: readonly Event[]): void {
  const asked = ofType(events, 'model.replied').flatMap((event) =>
    event.data.toolCalls.map((call) => call.callId),
  )
  const started = ofType(events, 'tool.started').map((event) => event.data.callId)
  const finished = ofType(events, 'tool.finished').map((event) => event.data.callId)
  expect(new Set(asked).size).toBe(asked.length)
  expect(started).toEqual(asked)
  expect(finished).toEqual(asked)
  const requests = ofType(events, 'model.requested').map((event) => event.data.requestId)
  const answers = events.flatMap((event) =>
    event.type === 'model.replied' || event.type === 'model.failed' ? [event.data.requestId] : [],
  )
  expect(answers).toEqual(requests)
}

async function judgeMerge(events: readonly Event[], bare: string, expected: Expectation): Promise<void> {
  const [merged, ...more] = ofType(events, 'merge.finished')
  expect(more).toEqual([])
  const { commit, targetRef, tree } = merged!.data
  const signed = ofType(events, 'approval.requested').at(-1)!.data.subject
  if (signed.kind !== 'signature') throw new Error('the last request is no signature')
  expect(tree).toBe(signed.mergedTree)
  const git = (...args: string[]) => readGit({ gitDir: bare }, args)
  expect(await git('rev-parse', `${commit}^{tree}`)).toBe(signed.mergedTree)
  expect(await git('rev-parse', targetRef)).toBe(commit)
  expect(await git('rev-parse', `${commit}^1`)).toBe(signed.targetHead)
  const runId = ofType(events, 'run.queued')[0]!.data.runId
  const range = `${signed.sessionBase}..${targetRef}`
  const merges = await git('log', '--merges', '--format=%H', `--grep=Countersign-Run: ${runId}`, range)
  expect(merges.split('\n')).toEqual([commit])
  expected.mergedTree ??= tree
  expect(tree).toBe(expected.mergedTree)
  expect(ofType(events, 'run.finished')).toHaveLength(1)
}

/** What a person was shown can still be fetched under the name that stands in the log. */
async function judgeRefs(events: readonly Event[], bare: string): Promise<void> {
  for (const { data } of ofType(events, 'snapshot.taken'))
    expect(await readGit({ gitDir: bare }, ['rev-parse', data.ref])).toBe(data.commit)
}

/** Every process of this machine that names a folder of the session, or to which one is mounted, as in a box. */
function processesOf(sessionId: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        const seen = command + readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
        return seen.includes(sessionId) ? [`${pid} ${command}`] : []
      } catch {
        return []
      }
    })
}
