// One change of a real code base, from the published source to the merge, and what holds for every such change.
import { join } from 'node:path'
import { expect } from 'vitest'
import { modelKeyPlace, seal } from '../../auth/seal.ts'
import { inFolder, makeFolder } from '../../git/make-test-repository.ts'
import type { Event, EventType } from '../../protocol/events.ts'
import type { ProjectSettings } from '../../protocol/project.ts'
import type { ReceivedRequest } from '../provider.ts'
import type { Installation } from '../start-installation.ts'
import { commitAsFound } from './fetch-source.ts'
import { type Playbook, playAgent } from './play-agent.ts'
import { walkToMerge } from './walk-to-merge.ts'

/** Milliseconds for a whole change on a busy machine: real installs and builds, several times. */
export const patience = 240_000

export type Change = {
  fetch: (scratch: string, into: string) => Promise<void>
  ignored: readonly string[]
  settings: Partial<ProjectSettings>
  api: 'responses' | 'chat'
  playbook: Playbook
  desiredState: string
  rejects?: (path: string) => boolean
  /** Runs the code base's own tests in a clean clone of the merged branch, outside the product. */
  testClone: (clone: string) => Promise<void>
}

export type Merged = { events: Event[]; requests: readonly ReceivedRequest[]; changedPaths: string[] }

export async function mergeChange(here: Installation, change: Change): Promise<Merged> {
  const { folder, remove } = await makeFolder()
  const provider = await playAgent(change.api, change.playbook)
  try {
    const location = join(folder, 'code')
    await change.fetch(folder, location)
    await commitAsFound(location, change.ignored)
    const projectId = await here.addProject(location, change.settings)
    const key = 'key-of-a-test'
    const value = { baseUrl: provider.url, model: 'real-code', api: change.api }
    await here.db.setting.create({ data: { name: 'model', value, secret: seal(key, modelKeyPlace) } })
    const wish = { projectId, desiredState: change.desiredState, model: 'real-code' }
    let second: Event[] = []
    const events = await walkToMerge(here, {
      ...wish,
      ...(change.rejects ? { rejects: change.rejects } : {}),
      whilePlanWaits: async () => {
        second = await prepareAgain(here, wish)
      },
    })
    expectSetupOnce(events, second)
    expectChecksOfSnapshots(events)
    const commit = expectSignedTree(events)
    expect(new Set(provider.requests.map((request) => request.headers.authorization))).toEqual(
      new Set([`Bearer ${key}`]),
    )
    const bare = here.parts.folders.repository(projectId)
    expect(await inFolder(bare, 'rev-parse', 'refs/heads/main')).toBe(commit)
    const clone = join(folder, 'clone')
    await inFolder(folder, 'clone', '--quiet', bare, clone)
    expect(await inFolder(clone, 'status', '--porcelain')).toBe('')
    const changed = await inFolder(clone, 'diff', '--name-only', 'HEAD^1', 'HEAD')
    await change.testClone(clone)
    return { events, requests: provider.requests, changedPaths: changed.split('\n').sort() }
  } finally {
    await provider.close()
    await remove()
  }
}

/** A second session on the same base, as far as its environment. */
async function prepareAgain(
  here: Installation,
  wish: { projectId: string; desiredState: string; model: string },
): Promise<Event[]> {
  const { sessionId } = await here.send({
    type: 'session.create',
    data: {
      projectId: wish.projectId,
      desiredState: wish.desiredState,
      mentions: [],
      mode: 'plan',
      model: { provider: 'configured', name: wish.model },
    },
  })
  await here.waitFor(sessionId, 'environment.prepared')
  await here.send({ type: 'session.cancel', sessionId, data: { reason: 'Only its setup was wanted.' } })
  await here.waitFor(sessionId, 'run.finished')
  return here.events(sessionId)
}

export function allOf<T extends EventType>(events: readonly Event[], type: T): (Event & { type: T })[] {
  return events.filter((event): event is Event & { type: T } => event.type === type)
}

/** The checks on the work of a turn, first round first. */
export function turnChecks(events: readonly Event[]) {
  return allOf(events, 'check.finished').filter((event) => event.data.purpose === 'turn')
}

function expectSetupOnce(first: readonly Event[], second: readonly Event[]) {
  const asked = allOf(first, 'approval.requested').filter((event) => event.data.subject.kind === 'setup')
  expect(asked).toHaveLength(1)
  const [made, ...more] = allOf(first, 'environment.prepared')
  expect(more).toEqual([])
  expect(made?.data).toMatchObject({ outcome: 'ready', cached: false })
  const [reused] = allOf(second, 'environment.prepared')
  expect(reused?.data).toMatchObject({ outcome: 'ready', cached: true, digest: made?.data.digest })
}

/** Each check is of exactly the tree that the snapshot before it kept, and the last ones of the merged tree. */
function expectChecksOfSnapshots(events: readonly Event[]) {
  const checked = allOf(events, 'check.finished').map(({ data }) => [data.purpose, data.tree])
  const base = allOf(events, 'base.resolved').map(({ data }) => ['base', data.tree])
  const turns = allOf(events, 'snapshot.taken').map(({ data }) => ['turn', data.tree])
  const built = allOf(events, 'tree.built').map(({ data }) => ['merged', data.mergedTree])
  expect(checked).toEqual([...base, ...turns, ...built])
  expect(allOf(events, 'check.finished').at(-1)?.data).toMatchObject({ outcome: 'passed', counted: [] })
}

/** The merge commit. */
function expectSignedTree(events: readonly Event[]): string {
  const signature = allOf(events, 'approval.requested').at(-1)?.data.subject
  if (signature?.kind !== 'signature') throw new Error('The last approval is no signature.')
  const [merged] = allOf(events, 'merge.finished')
  expect(merged?.data.tree).toBe(signature.mergedTree)
  expect(merged?.data.tree).toBe(allOf(events, 'check.finished').at(-1)?.data.tree)
  expect(merged?.data.parents).toHaveLength(2)
  expect(events.at(-1)?.data).toMatchObject({ outcome: 'merged' })
  return merged!.data.commit
}
