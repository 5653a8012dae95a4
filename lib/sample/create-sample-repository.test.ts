import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { runSampleCheck } from '../testing/run-sample-check.ts'
import { createSampleRepository, sampleCommits, sampleFilesFolder } from './create-sample-repository.ts'
import { sampleFailingTest, sampleProject } from './sample-project.ts'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'sample-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim()

test('the same files always give the same head', async () => {
  const first = newFolder()
  const second = newFolder()
  const head = await createSampleRepository(first)
  expect(await createSampleRepository(second)).toBe(head)
  expect(git(first, 'log', '--format=%s').split('\n')).toHaveLength(sampleCommits.length)
  expect(git(first, 'status', '--porcelain')).toBe('')
  expect(git(first, 'branch', '--show-current')).toBe(sampleProject.targetBranch)
})

test('the commits name every file of the sample exactly once', () => {
  const committed = sampleCommits.flatMap((commit) => commit.files).sort()
  const present = readdirSync(sampleFilesFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(sampleFilesFolder.length + 1))
    .sort()
  expect(committed).toEqual(present)
})

test('a folder with something in it is left alone', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  await expect(createSampleRepository(folder)).rejects.toThrow('not empty')
  expect(readdirSync(folder)).toEqual(['mine.txt'])
})

test('exactly the named test fails, and the check leaves nothing for git to see', async () => {
  const folder = newFolder()
  await createSampleRepository(folder)
  const result = runSampleCheck(folder)
  expect(result.failed).toEqual([sampleFailingTest])
  expect(result.failed).toEqual([...sampleProject.mustPass])
  expect(result.passed.length).toBeGreaterThan(40)
  expect(git(folder, 'status', '--porcelain')).toBe('')
})
