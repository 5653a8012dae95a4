// Partial acceptance on the sample's own change: every subset of its hunks builds the tree that `git apply` builds of them,
// and through the real flow what merges is what was signed, which is what was checked.
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diffTrees, patchText } from '../git/diff.ts'
import { buildTree } from '../git/merge.ts'
import { readBlob } from '../git/read-tree.ts'
import { readGit, runGit } from '../git/run-git.ts'
import { acceptedChanges } from '../review/accept-hunks.ts'
import { beginSession, ofType } from '../testing/drive-session.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here?.stop())

const alwaysGood = [{ id: 'good', name: 'Good', command: 'git rev-parse HEAD^{tree}', report: null }]
const addProject = () => here.addSampleProject({ checks: alwaysGood, mustPass: [] })

/** An index of the tree, made once. */
const indexes = new Map<string, Promise<string>>()
function indexOf(bare: string, tree: string): Promise<string> {
  const make = async () => {
    const path = join(here.dataFolder, `index-of-${crypto.randomUUID()}`)
    await runGit({ gitDir: bare }, ['read-tree', tree], { env: { GIT_INDEX_FILE: path } })
    return path
  }
  const key = `${bare} ${tree}`
  const known = indexes.get(key) ?? make()
  indexes.set(key, known)
  return known
}

/** Another way than ours: the patch that git prints, without the hunks that were not accepted, applied to an index by git. */
async function applyByGit(
  bare: string,
  base: string,
  patch: string,
  keep: readonly boolean[],
): Promise<string> {
  const env = { GIT_INDEX_FILE: join(here.dataFolder, `index-${crypto.randomUUID()}`) }
  let at = 0
  const input = patch
    .split(/^(?=diff --git )/m)
    .map((file) => {
      const [head = '', ...hunks] = file.split(/^(?=@@ )/m)
      const kept = hunks.filter(() => keep[at++])
      return kept.length > 0 ? [head, ...kept].join('') : ''
    })
    .join('')
  await copyFile(await indexOf(bare, base), env.GIT_INDEX_FILE)
  if (input !== '')
    await runGit({ gitDir: bare }, ['apply', '--cached', '--whitespace=nowarn', '-'], {
      env,
      input: Buffer.from(input, 'latin1'),
    })
  const tree = await readGit({ gitDir: bare }, ['write-tree'], { env })
  await rm(env.GIT_INDEX_FILE, { force: true })
  return tree
}

test('every subset of the hunks of the sample’s fix', async () => {
  const projectId = await here.addSampleProject()
  const session = await beginSession(here, { projectId, mode: 'direct' })
  const review = await session.reviewed()
  const { baseTree, tree } = review.data
  const bare = here.parts.folders.repository(projectId)
  const files = await diffTrees(bare, baseTree, tree)
  const ids = files.flatMap((file) => file.hunks.map((hunk) => hunk.id))
  expect(review.data.hunks.map((hunk) => hunk.id)).toEqual(ids)
  expect(ids.length).toBeGreaterThan(3)
  expect(ids.length).toBeLessThan(10)
  const patch = Buffer.from(await patchText(bare, baseTree, tree)).toString('latin1')
  const blobs = new Map<string, Uint8Array>()
  const read = async (oid: string) => {
    const bytes = blobs.get(oid) ?? (await readBlob(bare, oid, 1e9)).bytes
    blobs.set(oid, bytes)
    return bytes
  }
  const trees = new Set<string>()
  for (let mask = 0; mask < 2 ** ids.length; mask += 1) {
    const keep = ids.map((_, at) => (mask & (1 << at)) !== 0)
    const accepted = new Set(ids.filter((_, at) => keep[at]))
    const built = await buildTree({ bare, baseTree, changes: await acceptedChanges(files, accepted, read) })
    expect(built).toBe(await applyByGit(bare, baseTree, patch, keep))
    trees.add(built)
  }
  expect(trees.size).toBe(2 ** ids.length)
  expect(trees).toContain(tree)
  expect(trees).toContain(baseTree)
})

test.concurrent.each([
  ['the first hunk alone', (at: number) => at === 0],
  ['every second hunk', (at: number) => at % 2 === 1],
  ['all but the last', (at: number, count: number) => at < count - 1],
] as const)('%s: signed, checked and merged are one tree', async (_, keeps) => {
  const projectId = await addProject()
  const model = { provider: 'scripted' as const, name: 'scripted/missing-feature' }
  const session = await beginSession(here, { projectId, mode: 'direct', model })
  const review = await session.reviewed()
  const { hunks, baseTree, tree } = review.data
  const keep = hunks.map((_, at) => keeps(at, hunks.length))
  await session.submit(review, {
    decisions: hunks.map((hunk, at) => ({ hunkId: hunk.id, decision: keep[at] ? 'accept' : 'reject' })),
  })
  const signature = await session.asked('signature')
  await session.decide(signature)
  const merged = await session.waitFor('merge.finished')
  const bare = here.parts.folders.repository(projectId)
  const patch = Buffer.from(await patchText(bare, baseTree, tree)).toString('latin1')
  const expected = await applyByGit(bare, baseTree, patch, keep)
  const events = await session.events()
  const checked = ofType(events, 'check.finished').find((event) => event.data.purpose === 'merged')!
  expect(signature.data.subject).toMatchObject({ mergedTree: expected })
  expect(checked.data).toMatchObject({ tree: expected, outcome: 'passed' })
  // The check itself says which tree it stood on.
  expect(String(checked.data.results[0]!.output).trim()).toBe(expected)
  expect(merged.data.tree).toBe(expected)
  expect(await readGit({ gitDir: bare }, ['rev-parse', 'refs/heads/main^{tree}'])).toBe(expected)
})
