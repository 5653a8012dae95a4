// Reading, patching, copying and removing in a worktree that a hostile command has prepared. The same promises
// are held against the isolated and the plain sandbox.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isolatedTitle, makeOpenFolder, makeTestBox, noIsolation, type TestBox } from './make-test-box.ts'
import type { FileChange } from './sandbox.ts'

const kinds = [
  { kind: 'isolated' as const, title: isolatedTitle, skip: noIsolation },
  { kind: 'plain' as const, title: 'plain sandbox', skip: false },
]

describe.each(kinds)('$title', ({ kind, skip }) => {
  describe.skipIf(skip)('files', () => {
    let box: TestBox
    beforeAll(async () => {
      box = await makeTestBox(kind)
    })
    afterAll(() => box.remove())
    beforeEach(async () => {
      await box.sandbox.removeFolder(box.worktree)
      await box.sandbox.makeFolder(box.worktree)
    })

    const write = (path: string, text: string, executable?: boolean): FileChange => ({
      kind: 'write',
      path,
      content: Buffer.from(text),
      ...(executable === undefined ? {} : { executable }),
    })
    const apply = (...changes: FileChange[]) => box.sandbox.applyChanges(box.worktree, changes)
    const read = async (path: string, maxBytes = 10_000) =>
      Buffer.from(await box.sandbox.readFile(box.worktree, path, maxBytes)).toString()
    const onDisk = (path: string) => readFileSync(join(box.worktree, path), 'utf8')

    test('reads back exactly the bytes that were written', async () => {
      const content = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)
      await apply({ kind: 'write', path: 'new/deep/file.bin', content })
      const back = await box.sandbox.readFile(box.worktree, 'new/deep/file.bin', 300_000)
      expect(Buffer.compare(back, content)).toBe(0)
    })

    test('says what is missing and what is too large', async () => {
      await apply(write('five', '12345'), write('file', ''))
      expect(await read('five', 5)).toBe('12345')
      await expect(read('five', 4)).rejects.toMatchObject({ code: 'path.too-large' })
      await expect(read('absent')).rejects.toMatchObject({ code: 'path.missing' })
      await expect(read('absent/below')).rejects.toMatchObject({ code: 'path.missing' })
      await expect(read('file/below')).rejects.toMatchObject({ code: 'path.refused' })
    })

    test('paths that are not plain, relative and outside .git are refused', async () => {
      const paths = [
        '',
        '/etc/passwd',
        '../x',
        'a/../../x',
        './a',
        'a//b',
        'a\0b',
        '.git/config',
        'sub/.GIT/hooks/x',
      ]
      const refused = { code: 'path.refused' }
      await Promise.all(paths.map((path) => expect(read(path), path).rejects.toMatchObject(refused)))
      for (const path of paths) await expect(apply(write(path, 'x')), path).rejects.toMatchObject(refused)
      await expect(apply({ kind: 'delete', path: '../x' })).rejects.toMatchObject(refused)
      const move: FileChange = { kind: 'move', path: 'from', to: '.git/hooks/x' }
      await expect(apply(write('from', 'x'), move)).rejects.toMatchObject(refused)
      expect(readdirSync(box.worktree)).toEqual([])
    })

    test('links that leave the tree, pipes, sockets and folders are refused', async () => {
      const secret = join(box.folder, 'secret')
      writeFileSync(secret, 'outside', { mode: 0o666 })
      chmodSync(box.folder, 0o777)
      await box.bash(`ln -s ${secret} link; ln -s ${box.folder} out; ln -s nowhere dangling; ln -s loop loop
        mkfifo pipe; mkdir folder .git; echo x > .git/config; ln -s .git/config config
        python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'`)
      const paths = ['link', 'out/secret', 'dangling', 'loop', 'pipe', 'folder', 'socket', 'config']
      const reads = paths.map((path) =>
        expect(read(path), path).rejects.toMatchObject({ code: 'path.refused' }),
      )
      await Promise.all(reads)
      for (const path of paths) {
        await expect(apply(write(path, 'changed')), path).rejects.toMatchObject({ code: 'path.refused' })
      }
      await expect(apply(write('out/new', 'x'))).rejects.toMatchObject({ code: 'path.refused' })
      await expect(apply({ kind: 'delete', path: 'out/secret' })).rejects.toMatchObject({
        code: 'path.refused',
      })
      expect(readFileSync(secret, 'utf8')).toBe('outside')
      expect(readdirSync(box.folder).sort()).toEqual(['secret', 'state', 'worktree'])
      rmSync(secret)
    })

    test('links that stay inside are followed by reads and writes, and removed as links', async () => {
      await box.bash('mkdir real; echo one > real/file; ln -s real/file alias; ln -s real around')
      expect(await read('alias')).toBe('one\n')
      expect(await read('around/file')).toBe('one\n')
      await apply(write('alias', 'two'), write('around/new', 'three'))
      expect(onDisk('real/file')).toBe('two')
      expect(onDisk('real/new')).toBe('three')
      await apply({ kind: 'delete', path: 'alias' })
      expect(onDisk('real/file')).toBe('two')
    })

    test('changes build on one another in their order', async () => {
      await apply(
        write('a', '1'),
        { kind: 'move', path: 'a', to: 'sub/b' },
        write('a', '2'),
        write('sub/b', '3'),
      )
      await apply({ kind: 'move', path: 'a', to: 'sub/b' }, { kind: 'move', path: 'sub/b', to: 'sub/b' })
      expect(onDisk('sub/b')).toBe('2')
      expect(readdirSync(box.worktree)).toEqual(['sub'])
    })

    test('the executable bit is kept, set and taken away', async () => {
      const mode = (path: string) => lstatSync(join(box.worktree, path)).mode & 0o777
      await apply(write('run', '1', true), write('plain', '1'))
      expect([mode('run'), mode('plain')]).toEqual([0o755, 0o644])
      await apply(write('run', '2'), write('plain', '2', true))
      expect([mode('run'), mode('plain')]).toEqual([0o755, 0o755])
      await apply(write('run', '3', false))
      expect(mode('run')).toBe(0o644)
    })

    test('when one change fails, everything is as it was', async () => {
      await apply(write('kept', 'old'), write('moved', 'm'), write('deleted', 'd', true), write('over', 'o'))
      const failing = apply(
        write('kept', 'new'),
        write('fresh/file', 'f'),
        { kind: 'move', path: 'moved', to: 'over' },
        { kind: 'delete', path: 'deleted' },
        { kind: 'delete', path: 'absent' },
      )
      await expect(failing).rejects.toMatchObject({ code: 'path.missing' })
      expect(readdirSync(box.worktree).sort()).toEqual(['deleted', 'kept', 'moved', 'over'])
      expect(['kept', 'moved', 'deleted', 'over'].map(onDisk)).toEqual(['old', 'm', 'd', 'o'])
      expect(lstatSync(join(box.worktree, 'deleted')).mode & 0o100).toBe(0o100)
    })

    test('everything made belongs to the sandbox’s user', async () => {
      await apply(write('sub/file', 'x'))
      await box.bash('touch other')
      const owner = box.sandbox.owner?.uid ?? process.getuid?.()
      for (const path of ['.', 'sub', 'sub/file', 'other']) {
        expect(lstatSync(join(box.worktree, path)).uid, path).toBe(owner)
      }
    })

    test('copies folders with their links and modes, in place of what was there', async () => {
      const to = join(box.folder, 'cache')
      await box.sandbox.makeFolder(to)
      await box.bash(
        'mkdir -p a/out "b c"; echo 1 > a/out/one; chmod 755 a/out/one; ln -s one a/out/two; echo 2 > "b c/x"',
      )
      await box.sandbox.copyPaths(box.worktree, to, ['a/out', 'b c'])
      await box.bash('rm a/out/two; echo 3 > a/out/three')
      await box.sandbox.copyPaths(box.worktree, to, ['a/out'])
      expect(readdirSync(join(to, 'a/out')).sort()).toEqual(['one', 'three'])
      await box.sandbox.copyPaths(to, box.worktree, ['b c'])
      expect(lstatSync(join(to, 'a/out/one')).mode & 0o777).toBe(0o755)
      await expect(box.sandbox.copyPaths(box.worktree, to, ['absent'])).rejects.toMatchObject({
        code: 'path.missing',
      })
      await expect(box.sandbox.copyPaths(box.worktree, to, ['../x'])).rejects.toMatchObject({
        code: 'path.refused',
      })
      await box.bash(`rm -rf a; ln -s ${to} a`)
      await expect(box.sandbox.copyPaths(to, box.worktree, ['a/out'])).rejects.toMatchObject({
        code: 'path.refused',
      })
      expect(readdirSync(join(to, 'a/out')).sort()).toEqual(['one', 'three'])
      await box.sandbox.removeFolder(to)
    })

    test('removes a tree with read-only folders, and links without what they point to', async () => {
      const outside = join(box.folder, 'outside')
      mkdirSync(outside)
      writeFileSync(join(outside, 'kept'), '')
      await box.bash(
        `mkdir -p locked/deep .git; touch locked/deep/file; ln -s ${outside} link; chmod -R a-w locked`,
      )
      await box.sandbox.removeFolder(box.worktree)
      expect(existsSync(box.worktree)).toBe(false)
      expect(existsSync(join(outside, 'kept'))).toBe(true)
      await box.sandbox.removeFolder(box.worktree)
    })

    test('a folder that exists is not taken over', async () => {
      await expect(box.sandbox.makeFolder(box.worktree)).rejects.toMatchObject({ code: 'box.failed' })
    })

    test.skipIf(process.getuid?.() !== 0)('a closed folder above is named', async () => {
      const closed = makeOpenFolder()
      chmodSync(closed, 0o700)
      const making = box.sandbox.makeFolder(join(closed, 'data/session'))
      await expect(making).rejects.toMatchObject({
        code: 'box.failed',
        message: expect.stringContaining(`enter ${closed}.`),
      })
      expect(existsSync(join(closed, 'data/session'))).toBe(false)
      rmSync(closed, { recursive: true })
    })
  })
})
