// Where projects come from: what is accepted, fetching, counting uncommitted files, pushing back.

import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  commitFiles,
  inFolder,
  makeCommit,
  makeFolder,
  makeSource,
  makeTree,
  SANDBOX_USER,
} from './make-test-repository.ts'
import { pushToSource } from './push-to-source.ts'
import { readProgress, type TransferProgress } from './read-progress.ts'
import { advanceTarget, defaultBranch, listBranches, resolveCommit } from './refs.ts'
import { createFromSource, fetchOrigin } from './repository.ts'
import { serveRepositories } from './serve-test-repository.ts'
import { parseSource, type Source } from './source.ts'
import { uncommittedFiles } from './uncommitted-files.ts'

let place: Awaited<ReturnType<typeof makeFolder>>
let origin: string
let bare: string
let source: Source
let first: string
beforeEach(async () => {
  place = await makeFolder()
  origin = join(place.folder, 'origin')
  bare = join(place.folder, 'projects', 'p.git')
  source = { kind: 'path', location: origin }
  first = await makeSource(origin, { 'a.txt': 'one\n' })
})
afterEach(() => place.remove())

test('addresses: what is taken and what is refused, with the reason', () => {
  for (const url of ['https://example.org/a.git', 'ssh://git@example.org:22/a', 'git@example.org:a/b.git'])
    expect(parseSource(` ${url} `)).toEqual({ kind: 'url', location: url })
  expect(parseSource('file:///srv/a%20b')).toEqual({ kind: 'path', location: '/srv/a b' })
  expect(parseSource('/srv/a')).toEqual({ kind: 'path', location: '/srv/a' })
  for (const secret of [
    'https://me:pw@example.org/a',
    'https://ghp_token@example.org/a',
    'ssh://me:pw@example.org/a',
  ])
    expect(() => parseSource(secret), secret).toThrow(expect.objectContaining({ code: 'source.password' }))
  const bad = [
    'ext::sh -c id',
    '--upload-pack=id',
    '-a',
    'a/b',
    '',
    'fd::3',
    'ssh://-oProxyCommand=id/x',
    'git@-x:a',
    'git@h:-x',
  ]
  for (const one of bad)
    expect(() => parseSource(one), one).toThrow(expect.objectContaining({ code: 'source.unsupported' }))
})

test('a project is made from a folder, follows it, and notices divergence', async () => {
  await inFolder(origin, 'tag', 'v1')
  await inFolder(origin, 'branch', 'feature/x')
  const seen: TransferProgress[] = []
  const made = await createFromSource({ bare, source, onProgress: (progress) => seen.push(progress) })
  expect(made).toEqual({ defaultBranch: 'main', head: first })
  expect(seen.length).toBeGreaterThan(0)
  expect(await defaultBranch(bare)).toBe('main')
  expect((await listBranches(bare)).map((branch) => branch.name).sort()).toEqual(['feature/x', 'main'])
  expect(await resolveCommit(bare, 'refs/tags/v1')).toBe(first)
  const second = await commitFiles(origin, { 'a.txt': 'two\n' })
  await inFolder(origin, 'branch', '-D', 'feature/x')
  await fetchOrigin({ bare, source })
  expect(await advanceTarget(bare, 'main')).toEqual({
    state: 'fast-forwarded',
    head: second,
    originHead: second,
  })
  expect((await listBranches(bare)).map((branch) => branch.name)).toEqual(['main'])
  await inFolder(origin, 'commit', '--amend', '--quiet', '--message=Another story')
  await fetchOrigin({ bare, source })
  expect((await advanceTarget(bare, 'main')).state).toBe('diverged')
})

test('a folder that is no repository, a folder inside one, an empty one, an unreachable address', async () => {
  const make = (location: string) => createFromSource({ bare, source: { kind: 'path', location } })
  await mkdir(join(origin, 'inside'))
  await mkdir(join(place.folder, 'empty'))
  await inFolder(join(place.folder, 'empty'), 'init', '--quiet')
  for (const path of [place.folder, join(origin, 'inside'), join(place.folder, 'nothing')])
    await expect(make(path), path).rejects.toMatchObject({ code: 'source.not-a-repository' })
  await expect(make(join(place.folder, 'empty'))).rejects.toMatchObject({ code: 'source.empty' })
  const unreachable = createFromSource({
    bare,
    source: { kind: 'url', location: 'http://127.0.0.1:9/x.git' },
  })
  await expect(unreachable).rejects.toMatchObject({ code: 'source.unreachable' })
  expect(await readdir(join(place.folder, 'projects'))).toEqual([])
})

test('a bare source and a detached HEAD work', async () => {
  await inFolder(place.folder, 'clone', '--quiet', '--bare', origin, 'bare-source.git')
  const location = join(place.folder, 'bare-source.git')
  expect((await createFromSource({ bare, source: { kind: 'path', location } })).head).toBe(first)
  expect(await uncommittedFiles(location)).toBeNull()
  await inFolder(origin, 'checkout', '--quiet', '--detach')
  const other = join(place.folder, 'projects', 'q.git')
  expect((await createFromSource({ bare: other, source })).defaultBranch).toBe('main')
})

test("uncommitted files are counted without using the folder's configuration", async () => {
  const marker = join(place.folder, 'ran')
  await writeFile(join(place.folder, 'evil.sh'), `#!/bin/sh\ntouch ${marker}\ncat\n`)
  await chmod(join(place.folder, 'evil.sh'), 0o755)
  await commitFiles(origin, {
    'b.txt': 'b\n',
    '.gitignore': 'ignored\n',
    '.gitattributes': '*.txt filter=evil\n',
  })
  expect((await uncommittedFiles(origin))?.count).toBe(0)
  for (const key of ['core.fsmonitor', 'filter.evil.clean', 'diff.external'])
    await inFolder(origin, 'config', key, join(place.folder, 'evil.sh'))
  await writeFile(join(origin, 'a.txt'), 'changed\n')
  await writeFile(join(origin, 'new é.txt'), 'new\n')
  await writeFile(join(origin, 'ignored'), 'x')
  expect(await uncommittedFiles(origin)).toEqual({ count: 2, paths: ['a.txt', 'new é.txt'] })
  await expect(stat(marker)).rejects.toThrow('ENOENT')
})

test('pushing into a folder: our branch always, the target only where it is not checked out', async () => {
  await createFromSource({ bare, source })
  const commit = await makeCommit(bare, await makeTree(bare, { 'a.txt': 'ours\n' }), [first])
  await writeFile(join(origin, '.git', 'hooks', 'update'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const push = { bare, source, sessionId: 's1', commit, target: 'main' }
  const [ours, target] = await pushToSource(push)
  expect(ours).toEqual({ ref: 'refs/heads/countersign/s1', state: 'pushed' })
  expect(target).toMatchObject({ ref: 'refs/heads/main', state: 'refused' })
  expect(target?.reason).toContain('main is checked out in')
  expect(await inFolder(origin, 'rev-parse', 'main')).toBe(first)
  expect(await inFolder(origin, 'rev-parse', 'countersign/s1')).toBe(commit)
  await inFolder(origin, 'checkout', '--quiet', '-b', 'elsewhere')
  expect(await pushToSource(push)).toEqual([
    { ref: 'refs/heads/countersign/s1', state: 'up-to-date' },
    { ref: 'refs/heads/main', state: 'pushed' },
  ])
  const stray = await makeCommit(bare, await makeTree(bare, { 'a.txt': 'stray\n' }), [first])
  const again = await pushToSource({ ...push, commit: stray })
  expect(again.map(({ state }) => state)).toEqual(['pushed', 'refused'])
  expect(again[1]?.reason).toContain('moved on')
})

test('an address is fetched from and pushed to', async () => {
  await inFolder(place.folder, 'clone', '--quiet', '--bare', origin, 'p.git')
  const remote = join(place.folder, 'p.git')
  const site = await serveRepositories(place.folder)
  try {
    const address: Source = { kind: 'url', location: `${site.url}/p.git` }
    expect((await createFromSource({ bare, source: address })).head).toBe(first)
    const commit = await makeCommit(bare, await makeTree(bare, { 'a.txt': 'ours\n' }), [first])
    const push = { bare, source: address, sessionId: 's1', commit }
    expect(await pushToSource(push)).toEqual([{ ref: 'refs/heads/countersign/s1', state: 'pushed' }])
    expect(await pushToSource({ ...push, target: 'main' })).toEqual([
      { ref: 'refs/heads/main', state: 'pushed' },
    ])
    expect(await inFolder(remote, 'rev-parse', 'main', 'countersign/s1')).toBe(`${commit}\n${commit}`)
    const stray = await makeCommit(bare, await makeTree(bare, { 'a.txt': 'stray\n' }), [first])
    const [refused] = await pushToSource({ ...push, commit: stray, target: 'main' })
    expect(refused).toMatchObject({ state: 'refused', reason: expect.stringContaining('moved on') })
    const missing: Source = { kind: 'url', location: `${site.url}/none.git` }
    await expect(fetchOrigin({ bare, source: missing })).rejects.toMatchObject({ code: 'source.unreachable' })
  } finally {
    await site.close()
  }
})

test.runIf(SANDBOX_USER)("what we write into another user's folder belongs to that user", async () => {
  await createFromSource({ bare, source })
  const { uid, gid } = SANDBOX_USER!
  await execa('chown', ['-R', `${uid}:${gid}`, origin])
  const commit = await makeCommit(bare, await makeTree(bare, { 'a.txt': 'ours\n' }), [first])
  await fetchOrigin({ bare, source })
  expect((await pushToSource({ bare, source, sessionId: 's1', commit })).map(({ state }) => state)).toEqual([
    'pushed',
  ])
  const foreign = await execa('find', [origin, '!', '-uid', String(uid)])
  expect(foreign.stdout).toBe('')
  expect((await uncommittedFiles(origin))?.count).toBe(0)
})

test('a source whose git folder is a link is read as what it is', async () => {
  await symlink(origin, join(place.folder, 'link'))
  const made = await createFromSource({
    bare,
    source: { kind: 'path', location: join(place.folder, 'link') },
  })
  expect(made.head).toBe(first)
})

test('progress lines are read in any pieces', () => {
  const seen: TransferProgress[] = []
  const sink = readProgress((progress) => seen.push(progress))
  for (const piece of [
    'remote: Counting obj',
    'ects: 12\rremote: Counting objects: 100% (3/3), done.\nReceiving objects:  4',
    '5% (9/20)\rReceiving objects:  45% (9/20), 1 MiB\r',
  ])
    sink(piece)
  expect(seen).toEqual([
    { phase: 'Counting objects', percent: null },
    { phase: 'Counting objects', percent: 100 },
    { phase: 'Receiving objects', percent: 45 },
  ])
})
