import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { detectSandbox, findPackageCommand } from './detect.ts'
import { findTools } from './find-tools.ts'
import { makeOpenFolder } from './make-test-box.ts'

const folder = makeOpenFolder()
afterAll(() => rmSync(folder, { recursive: true }))

/** Stands in for a bubblewrap on a machine that forbids what the pattern names. */
function makeFailingBwrap(name: string, pattern: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  const lines = [
    '#!/bin/sh',
    'case "$*" in',
    `  ${pattern}) echo "bwrap: not permitted" >&2; exit 1;;`,
    'esac',
  ]
  writeFileSync(path, `${lines.join('\n')}\n`)
  chmodSync(path, 0o755)
  return path
}

test.skipIf(process.platform !== 'linux')(
  'without bubblewrap there is no isolation, and a remedy',
  async () => {
    const report = await detectSandbox({ ...findTools(), bwrap: undefined })
    expect(report.level).toBe('none')
    expect(report.detail).toContain('bubblewrap is not installed')
    expect(report.remedy).toContain('bubblewrap')
  },
)

test.skipIf(process.platform !== 'linux')('where bubblewrap fails, its reason is told', async () => {
  const report = await detectSandbox({ ...findTools(), bwrap: makeFailingBwrap('all', '*') })
  expect(report).toMatchObject({ level: 'none', detail: expect.stringContaining('bwrap: not permitted') })
  expect(report.remedy).toBeDefined()
})

test.skipIf(process.platform !== 'linux')(
  'where only /proc cannot be mounted, the level says so',
  async () => {
    const report = await detectSandbox({ ...findTools(), bwrap: makeFailingBwrap('proc', '*--proc*') })
    expect(report.level).toBe('no-proc')
  },
)

test.each([
  ['ID=debian\n', 'apt-get install'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'apt-get install'],
  ['NAME=x\nID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install'],
  ['ID=arch\n', 'pacman -S'],
  ['ID=unheard-of\n', undefined],
])('%j installs with %j', (osRelease, command) => {
  expect(findPackageCommand(osRelease)).toBe(command)
})
