// What shows that nothing ran and nothing outside was touched: a program that leaves a mark when anybody starts it, and a
// file outside of every repository whose words must never turn up anywhere. Both open to every user of the machine, so
// that permissions alone prove nothing.
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runGit } from '../../lib/git/run-git.ts'

export type Trap = {
  /** Absolute path of a program; starting it leaves a mark, whatever its arguments. */
  program: string
  /** Absolute path of the file outside; `canary` is what stands in it, `folder` where it lies. */
  secretFile: string
  canary: string
  folder: string
  /** Fails when the program ran, the folder outside was changed, or any object of these repositories has the canary. */
  expectUntouched(bares: readonly string[]): Promise<void>
  /** One name for each time that the program ran. */
  marks(): Promise<string[]>
}

export async function setTrap(root: string): Promise<Trap> {
  const folder = join(root, 'outside')
  const marksFolder = join(root, 'marks')
  for (const made of [folder, marksFolder]) {
    await mkdir(made)
    await chmod(made, 0o777)
  }
  const program = join(root, 'trap.sh')
  await writeFile(program, `#!/bin/sh\necho "$0 $*" > "${marksFolder}/$$"\nexit 0\n`)
  await chmod(program, 0o755)
  const canary = `canary-${randomBytes(12).toString('hex')}`
  const secretFile = join(folder, 'secret.txt')
  await writeFile(secretFile, `${canary}\n`)
  await chmod(secretFile, 0o666)
  const marks = () => readdir(marksFolder)
  return {
    program,
    secretFile,
    canary,
    folder,
    marks,
    async expectUntouched(bares) {
      expect(await marks(), 'a program named by the repository ran').toEqual([])
      expect(await readdir(folder), 'something outside was made or removed').toEqual(['secret.txt'])
      expect(await readFile(secretFile, 'utf8'), 'the file outside was written').toBe(`${canary}\n`)
      for (const bare of bares) {
        const everything = await runGit({ gitDir: bare }, [
          'cat-file',
          '--batch',
          '--batch-all-objects',
          '--unordered',
        ])
        // The path of the file may be named, as the target of a link is; its words may not.
        expect(everything.includes(canary), 'the words of the file outside are in an object').toBe(false)
      }
    },
  }
}
