// Runs the sample's own check in a folder, for tests: the real command, the real report.
// It is not how the product runs checks: there is no sandbox here.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sampleProject } from '../sample/sample-project.ts'

/** Names of the tests as the JUnit report gives them; `output` is what a person would have seen. */
export function runSampleCheck(folder: string): { passed: string[]; failed: string[]; output: string } {
  const check = sampleProject.checks[0]!
  // Our own Node first on PATH. NODE_TEST_CONTEXT would make the inner runner talk to an outer one.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, VITEST: ___, ...env } = process.env
  const result = spawnSync('/bin/sh', ['-c', check.command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, PATH: `${dirname(process.execPath)}:${env.PATH}` },
  })
  const report = readFileSync(join(folder, check.report), 'utf8')
  const passed: string[] = []
  const failed: string[] = []
  for (const [, name, end] of report.matchAll(/<testcase name="([^"]*)"[^>]*?(\/?)>/g)) {
    ;(end === '/' ? passed : failed).push(name!.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
  }
  return { passed, failed, output: result.stdout + result.stderr }
}
