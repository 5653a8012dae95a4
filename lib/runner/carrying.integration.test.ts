// Signatures that carry when the target branch moved, and every way in which they do not: then people are asked again, with the reason.
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readGit } from '../git/run-git.ts'
import { changeProject } from '../projects/change-project.ts'
import { ProjectSettings } from '../protocol/project.ts'
import type { Check } from '../protocol/values.ts'
import { beginSession, type Drive, ofType } from '../testing/drive-session.ts'
import { act, addFile, inOrder, patch, playReplies, type Replies, words } from '../testing/play-replies.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
let replies: Replies
beforeAll(async () => {
  here = await startInstallation()
  replies = await playReplies()
  await replies.configure(here, 'responses')
})
afterAll(async () => {
  await replies?.close()
  await here?.stop()
})

const two = act('Two files.', addFile('one.txt'), addFile('two.txt'))
const begin = (projectId: string, name: string, change = two): Promise<Drive> => {
  replies.play(name, inOrder(change, words('Done.')))
  return beginSession(here, { projectId, mode: 'direct', model: { provider: 'configured', name } })
}
const plain = (settings: Partial<ProjectSettings> = {}) =>
  here.addSampleProject({ checks: [], mustPass: [], ...settings })

/** As a person would set it on the settings page. */
async function letCarry(projectId: string, carrySignatures: boolean): Promise<void> {
  const { settings } = await here.db.project.findUniqueOrThrow({ where: { id: projectId } })
  await changeProject(here.db, projectId, {
    settings: { ...ProjectSettings.parse(settings), carrySignatures },
  })
}
async function carrying(settings: Partial<ProjectSettings> = {}): Promise<string> {
  const projectId = await plain(settings)
  await letCarry(projectId, true)
  return projectId
}
const checking = (command: string) =>
  carrying({ checks: [{ id: 'c', name: 'look', command, report: null } satisfies Check], fixLimit: 0 })

const git = (projectId: string, ...args: string[]) =>
  readGit({ gitDir: here.parts.folders.repository(projectId) }, args)
async function sourceOf(projectId: string) {
  const { sourceLocation } = await here.db.project.findUniqueOrThrow({ where: { id: projectId } })
  const identity = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org']
  const at = (args: string[], input?: string) =>
    execFileSync('git', ['-C', sourceLocation, ...identity, ...args], {
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
    }).trim()
  return { at, folder: sourceLocation }
}

/** Somebody commits to the project's own repository meanwhile. */
async function commitAtSource(projectId: string, path: string, text: string): Promise<string> {
  const { at } = await sourceOf(projectId)
  const blob = at(['hash-object', '-w', '--stdin'], text)
  at(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`])
  at(['commit', '--quiet', '--no-verify', '-m', `Change ${path}`])
  return at(['rev-parse', 'HEAD'])
}
const elsewhere = (projectId: string) => commitAtSource(projectId, 'elsewhere.txt', 'theirs\n')

/** Both repositories forget the newest commit, as somebody would do who rewrites what is published. */
async function rewind(projectId: string): Promise<string> {
  const { at } = await sourceOf(projectId)
  at(['reset', '--quiet', '--hard', 'HEAD~1'])
  const head = at(['rev-parse', 'HEAD'])
  await git(projectId, 'update-ref', 'refs/heads/main', head)
  return head
}

async function submitted(session: Drive): Promise<number> {
  const review = await session.reviewed()
  await session.submit(review)
  return review.seq
}
async function signedThen(projectId: string, name: string, move: () => Promise<string>, change = two) {
  const session = await begin(projectId, name, change)
  const signature = await session.asked('signature', await submitted(session))
  const head = await move()
  await session.decide(signature)
  return { session, signature, head }
}

/** The signature is void for this reason, a new one is asked for on the branch as it now is, and that one merges. */
async function expectAskedAgain(
  { session, signature, head }: Awaited<ReturnType<typeof signedThen>>,
  reason: RegExp,
): Promise<void> {
  const voided = await session.waitFor('approval.voided', signature.seq)
  expect(voided.data).toMatchObject({ approvalId: signature.data.approvalId })
  expect(voided.data.reason).toMatch(reason)
  const again = await session.asked('signature', voided.seq)
  expect(again.data.subject).toMatchObject({ targetHead: head })
  expect(again.data.approvalId).not.toBe(signature.data.approvalId)
  const events = await session.events()
  expect(ofType(events, 'approval.carried')).toEqual([])
  expect(ofType(events, 'merge.started')).toEqual([])
  await session.decide(again)
  const merged = await session.waitFor('merge.finished', again.seq)
  expect(merged.data.parents[0]).toBe(head)
}

/**
 * The database takes no start of a merge in this session until the returned function is called: after the carry the run breaks off
 * and is taken up again from the log.
 */
async function holdMerge({ sessionId }: Drive): Promise<() => Promise<unknown>> {
  const name = `hold_${sessionId.replaceAll(/[^a-z0-9]/gi, '')}`
  await here.db.$executeRawUnsafe(
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.type = 'merge.started' AND NEW."sessionId" = '${sessionId}' THEN RAISE EXCEPTION 'held'; END IF;
      RETURN NEW; END $$`,
  )
  await here.db.$executeRawUnsafe(
    `CREATE TRIGGER ${name} BEFORE INSERT ON "Event" FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  )
  return () => here.db.$executeRawUnsafe(`DROP FUNCTION ${name}() CASCADE`)
}
async function carriedNotMerged(projectId: string, name: string) {
  const session = await begin(projectId, name)
  const signature = await session.asked('signature', await submitted(session))
  const letMerge = await holdMerge(session)
  const head = await elsewhere(projectId)
  await session.decide(signature)
  const carried = await session.waitFor('approval.carried', signature.seq)
  return { session, signature, head, carried, letMerge }
}

describe('where the project lets signatures carry', () => {
  test('a branch that moved elsewhere: one event names both trees, and it merges without asking again', async () => {
    const projectId = await carrying()
    const session = await begin(projectId, 'carried')
    const signature = await session.asked('signature', await submitted(session))
    const head = await commitAtSource(projectId, 'elsewhere.txt', 'theirs\n')
    await session.decide(signature, { edit: { kind: 'signature', commitMessage: 'As it was signed' } })
    const merged = await session.waitFor('merge.finished', signature.seq)
    const events = await session.events()
    const [carried] = ofType(events, 'approval.carried')
    if (signature.data.subject.kind !== 'signature') throw new Error('expected a signature')
    expect(carried?.data.fromTree).toBe(signature.data.subject.mergedTree)
    expect(carried?.data.subject).toMatchObject({ targetHead: head, mergedTree: merged.data.tree })
    expect(merged.data.parents[0]).toBe(head)
    const asked = ofType(events, 'approval.requested').filter(
      (event) => event.data.subject.kind === 'signature',
    )
    // The edited message made the second request; the move made none.
    expect(asked).toHaveLength(2)
    expect(await git(projectId, 'log', '-1', '--format=%s', merged.data.commit)).toBe('As it was signed')
    const names = (await git(projectId, 'ls-tree', '--name-only', merged.data.commit)).split('\n')
    expect(names).toEqual(expect.arrayContaining(['one.txt', 'two.txt', 'elsewhere.txt']))
    const approval = await here.db.approval.findUniqueOrThrow({ where: { id: carried!.data.approvalId } })
    expect(approval).toMatchObject({ status: 'consumed', digest: carried!.data.toDigest })
  })

  test('a setting switched on by hand in the database carries nothing: people are asked again', async () => {
    const projectId = await plain({ carrySignatures: true })
    const { session, signature } = await signedThen(projectId, 'by-hand', () => elsewhere(projectId))
    await session.asked('signature', (await session.waitFor('base.moved', signature.seq)).seq)
    expect(ofType(await session.events(), 'approval.carried')).toEqual([])
    await session.cancel()
  })

  test('switched off by a person after signing: asked again, although the change is untouched', async () => {
    const projectId = await carrying()
    const signed = await signedThen(projectId, 'off', async () => {
      await letCarry(projectId, false)
      return elsewhere(projectId)
    })
    await expectAskedAgain(signed, /^The target branch moved to [0-9a-f]{7} after it was signed\.$/)
  })

  test('others touched a file of the change, in other lines: void with that reason, and asked on the new tree', async () => {
    const projectId = await carrying()
    const { folder } = await sourceOf(projectId)
    const text = await readFile(join(folder, 'src/parcel.js'), 'utf8')
    const change = patch(
      '*** Update File: src/parcel.js',
      '@@',
      '-export const MAX_WEIGHT = 31.5',
      '+export const MAX_WEIGHT = 32',
    )
    const move = () => commitAtSource(projectId, 'src/parcel.js', `${text}// theirs\n`)
    const signed = await signedThen(projectId, 'touched', move, act('One line.', change))
    await expectAskedAgain(signed, /^Others changed files of this change after it was signed\.$/)
    const merged = await git(projectId, 'show', 'main:src/parcel.js')
    expect(merged).toContain('MAX_WEIGHT = 32')
    expect(merged).toContain('// theirs')
  })

  test('a branch that was rewound: asked again', async () => {
    const projectId = await carrying()
    await commitAtSource(projectId, 'before.txt', 'theirs\n')
    const signed = await signedThen(projectId, 'rewound', () => rewind(projectId))
    await expectAskedAgain(signed, /^The target branch moved to /)
  })

  test('a branch that was forced to another history: asked again', async () => {
    const projectId = await carrying()
    await commitAtSource(projectId, 'before.txt', 'theirs\n')
    const signed = await signedThen(projectId, 'sideways', async () => {
      await rewind(projectId)
      return elsewhere(projectId)
    })
    await expectAskedAgain(signed, /^The target branch moved to /)
  })

  test('the checks fail on the new tree: void, and nothing is asked for what fails', async () => {
    const projectId = await checking('test ! -e elsewhere.txt')
    const { session, signature } = await signedThen(projectId, 'failing', () => elsewhere(projectId))
    const voided = await session.waitFor('approval.voided', signature.seq)
    expect(voided.data.reason).toMatch(/^The checks do not pass on the tree with the target branch/)
    await session.waitFor('run.parked', voided.seq)
    const events = await session.events()
    expect(ofType(events, 'approval.carried')).toEqual([])
    expect(ofType(events, 'approval.requested').filter(({ seq }) => seq > voided.seq)).toEqual([])
    expect(ofType(events, 'merge.started')).toEqual([])
    await session.cancel()
  })

  test('a check that failed on the base fails again on the new tree: says less, asked again', async () => {
    const projectId = await checking('test -e one.txt && test ! -e elsewhere.txt')
    const signed = await signedThen(projectId, 'ignored', () => elsewhere(projectId))
    await expectAskedAgain(signed, /^The checks on the new tree say less than those that were signed\.$/)
  })

  test("the base's own tests no longer pass on the new tree: says less, asked again", async () => {
    const projectId = await checking('test ! -e elsewhere.txt || grep -q "A remark" test/money.test.js')
    const { folder } = await sourceOf(projectId)
    const [first] = (await readFile(join(folder, 'test/money.test.js'), 'utf8')).split('\n')
    const change = patch('*** Update File: test/money.test.js', '@@', `-${first}`, `+${first} // A remark`)
    const signed = await signedThen(
      projectId,
      'base-tests',
      () => elsewhere(projectId),
      act('A remark.', change),
    )
    await expectAskedAgain(signed, /^The checks on the new tree say less than those that were signed\.$/)
  })

  test('switched off between the carry and the merge: does not merge, asked again', async () => {
    const projectId = await carrying()
    const { session, signature, head, carried, letMerge } = await carriedNotMerged(projectId, 'off-late')
    await letCarry(projectId, false)
    await letMerge()
    const voided = await session.waitFor('approval.voided', carried.seq)
    expect(voided.data).toEqual({
      approvalId: signature.data.approvalId,
      reason: 'This project asks again whenever the target branch moved.',
    })
    const again = await session.asked('signature', voided.seq)
    expect(again.data.subject).toMatchObject({ targetHead: head })
    expect(ofType(await session.events(), 'merge.started')).toEqual([])
    await session.cancel()
  })

  test('a carry that was edited in the database is refused; as it was written, it merges', async () => {
    const projectId = await carrying()
    const { session, carried, head, letMerge } = await carriedNotMerged(projectId, 'edited')
    const where = { sessionId_seq: { sessionId: session.sessionId, seq: carried.seq } }
    const { data } = await here.db.event.findUniqueOrThrow({ where })
    const written = data as { subject: object }
    let last = carried.seq
    for (const edited of [
      { ...written, reason: 'because' },
      { ...written, subject: { ...written.subject, mergedTree: '1'.repeat(40) } },
      { ...written, decisions: [] },
    ]) {
      await here.db.event.update({ where, data: { data: edited } })
      // The first time the run is being taken up again anyway.
      if (last > carried.seq) await session.retry()
      const refused = await session.troubled(last)
      expect(JSON.stringify(refused.data)).toContain(
        `Event ${carried.seq} of this session is not as Countersign wrote it`,
      )
      last = refused.seq
    }
    await letMerge()
    const before = await session.events()
    expect(ofType(before, 'merge.started')).toEqual([])
    expect(await git(projectId, 'rev-parse', 'main')).toBe(head)
    await here.db.event.update({ where, data: { data: written } })
    await session.retry()
    const merged = await session.waitFor('merge.finished', last)
    expect(merged.data.tree).toBe(carried.data.subject?.mergedTree)
  })
})
