// What changes while it is read, what is very large, and repositories that go away: few cases, each with its own scene.
import { rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, type TestContext } from 'vitest'
import { diffTrees } from '../../lib/git/diff.ts'
import { makeSource, makeTree, SANDBOX_USER } from '../../lib/git/make-test-repository.ts'
import { advanceTarget, listBranches } from '../../lib/git/refs.ts'
import { createFromSource, fetchOrigin } from '../../lib/git/repository.ts'
import { GitError, runGit } from '../../lib/git/run-git.ts'
import { Rejection } from '../../lib/protocol/rejection.ts'
import { shortenChanges } from '../../lib/review/changes-answer.ts'
import { confineProgram } from '../../lib/sandbox/confine-program.ts'
import { eachCase } from '../each-case.ts'
import { type Scene, takeWork, withScene } from './play-agent.ts'

type Case = { name: string; body: (scene: Scene, context: TestContext) => Promise<void> }

/** Snapshots are taken while a process of the agent's user swaps what they read. */
const swapping = (what: string, script: (scene: Scene) => string): Case => ({
  name: `swapped while it is read: ${what}`,
  async body(scene, context) {
    const { session, trap } = scene
    // Where there is no isolation, this is said on the pages not to be given.
    if (confineProgram('git') === undefined)
      context.skip('without isolation what is read is not confined; install bubblewrap to try this')
    const swapper = execa('sh', ['-c', `while :; do ${script(scene)}; done`], {
      ...SANDBOX_USER,
      cwd: session.worktree.path,
      reject: false,
      stdio: 'ignore',
    })
    try {
      for (let round = 0; round < 8; round += 1) {
        await session.snapshot({ timeoutMs: 20_000 }).catch((error: unknown) => {
          if (!(error instanceof GitError || error instanceof Rejection)) throw error
        })
      }
    } finally {
      swapper.kill('SIGKILL')
      await swapper
    }
    await trap.expectUntouched([session.bare])
  },
})

const cases: Case[] = [
  swapping(
    'a file by a symlink to a file outside',
    ({ trap }) => `echo $$ > f; ln -sfn ${trap.secretFile} g; mv -f g f; rm -f f`,
  ),
  swapping(
    'a folder by a symlink to a folder outside',
    ({ trap }) => `mkdir -p d; echo x > d/secret.txt; mv d e; ln -sfn ${trap.folder} d; rm -f d; rm -rf e`,
  ),
  swapping(
    '.git by a symlink to a folder outside',
    ({ trap }) => `rm -rf .git; ln -s ${trap.folder} .git; rm -f .git; mkdir .git`,
  ),
  {
    name: 'large: a file of 200 MB in the base is deleted, and the change fits into little memory',
    async body({ session }) {
      const big = join(session.folder, 'big')
      await writeFile(big, '')
      await truncate(big, 200_000_000)
      const text = join(session.folder, 'text')
      await execa('sh', ['-c', `yes "a line of text" | head -c 200000000 > ${text}`])
      const store = async (file: string) =>
        (await runGit({ gitDir: session.bare }, ['hash-object', '-w', '--no-filters', file]))
          .toString()
          .trim()
      const before = await makeTree(session.bare, {
        big: { mode: '100644', oid: await store(big) },
        text: { mode: '100644', oid: await store(text) },
        small: 'a\n',
      })
      const after = await makeTree(session.bare, { small: 'b\n' })
      const files = await diffTrees(session.bare, before, after)
      expect(files.map((file) => [file.path, file.status, file.binary, file.hunks.length])).toEqual([
        ['big', 'deleted', true, 1],
        ['small', 'modified', false, 1],
        ['text', 'deleted', true, 1],
      ])
      expect(JSON.stringify(shortenChanges(files)).length).toBeLessThan(10_000)
    },
  },
  {
    name: 'large: many files that together are more than can be shown',
    async body({ session }) {
      const text = 'a line of some text in a file\n'.repeat(130_000)
      const files = Object.fromEntries(
        Array.from({ length: 30 }, (_, at) => [`f${String(at).padStart(2, '0')}`, `${at}\n${text}`]),
      )
      const empty = await makeTree(session.bare, { small: 'a\n' })
      const full = await makeTree(session.bare, { ...files, small: 'b\n' })
      const changes = await diffTrees(session.bare, empty, full)
      expect(changes).toHaveLength(31)
      expect(changes.filter((file) => file.binary)).toHaveLength(30)
      expect(changes.at(-1)!.hunks[0]!.lines).toHaveLength(2)
    },
  },
  {
    name: 'large: one line of twenty megabytes travels cut, and says so',
    async body({ session }) {
      const before = await makeTree(session.bare, { f: 'x\n' })
      const after = await makeTree(session.bare, { f: `${'y'.repeat(20_000_000)}\n` })
      const [file] = await diffTrees(session.bare, before, after)
      const line = file!.hunks[0]!.lines.find((one) => one.kind === 'add')!
      expect(line.text.length + line.cut!).toBe(20_000_000)
      expect(JSON.stringify(shortenChanges([file!])).length).toBeLessThan(100_000)
      const other = await makeTree(session.bare, { f: `${'y'.repeat(19_999_999)}z\n` })
      const [changed] = await diffTrees(session.bare, before, other)
      expect(changed!.hunks[0]!.id, 'what is cut counts').not.toBe(file!.hunks[0]!.id)
    },
  },
  {
    name: 'large: a file of 200 MB made by the agent is left out and named',
    async body(scene) {
      await scene.session.agent('yes | head -c 200000000 > big; echo a > a')
      const outcome = await takeWork(scene)
      expect(outcome.shows).toEqual(['added 100644 a'])
      expect(outcome.leaves).toEqual(['big: too-large'])
    },
  },
  {
    name: 'goes away: the source is removed, and the work here goes on',
    async body({ session }) {
      const { bare, source } = await project(session.folder)
      await rm(source.location, { recursive: true })
      await expect(fetchOrigin({ bare, source })).rejects.toMatchObject({ code: 'source.not-a-repository' })
      expect((await advanceTarget(bare, 'main')).state).toBe('up-to-date')
    },
  },
  {
    name: 'goes away: the source is replaced by another repository',
    async body({ session }) {
      const { bare, source, head } = await project(session.folder)
      await rm(source.location, { recursive: true })
      await makeSource(source.location, { 'other.txt': 'another story\n' })
      await fetchOrigin({ bare, source })
      expect(await advanceTarget(bare, 'main')).toMatchObject({ state: 'diverged', head })
    },
  },
  {
    name: 'goes away: the target branch is deleted at the source',
    async body({ session }) {
      const { bare, source, head } = await project(session.folder)
      await execa('git', ['branch', '-m', 'main', 'other'], { cwd: source.location })
      await fetchOrigin({ bare, source })
      expect(await advanceTarget(bare, 'main')).toEqual({ state: 'ahead', head, originHead: null })
      expect((await listBranches(bare)).map((branch) => branch.name).sort()).toEqual(['main', 'other'])
    },
  },
  {
    name: 'goes away: the source becomes a symlink to another repository of the same history',
    async body({ session }) {
      const { bare, source, head } = await project(session.folder)
      await execa('sh', [
        '-c',
        `mv ${source.location} ${source.location}2; ln -s ${source.location}2 ${source.location}`,
      ])
      await fetchOrigin({ bare, source })
      expect(await advanceTarget(bare, 'main')).toMatchObject({ state: 'up-to-date', head })
    },
  },
]

async function project(folder: string) {
  const source = { kind: 'path' as const, location: join(folder, 'source') }
  await makeSource(source.location, { 'a.txt': 'a\n' })
  const bare = join(folder, 'other.git')
  const { head } = await createFromSource({ bare, source })
  return { bare, source, head }
}

eachCase('hostile-repository/while-read', cases, { sample: 1, timeout: 180_000 }, (one, context) =>
  withScene((scene) => one.body(scene, context)),
)
