// Runs the test tools and counts what they report: {kind, passed, failed, skipped, seconds}.
// A tool that fails without naming a failed test (a file that does not load, a crash) counts as one failure:
// nothing that went wrong may add up to zero.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from './node-runtime.mjs'

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

function counted(kind, args, env, count) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-report-'))
  const report = join(folder, 'report.json')
  const since = Date.now()
  try {
    const code = runNode(args(report), env(report))
    const { passed = 0, failed = 0, skipped = 0 } = count(readReport(report) ?? {})
    const seconds = Math.round((Date.now() - since) / 1000)
    return { kind, passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped, seconds }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Runs a project of vitest.config.ts; `filters` are parts of file names. `deep` chooses the cases of the exhaustive
 * suites: `all`, `shard:i/n` or `sample:<commit>`.
 */
export function runVitest(project, filters = [], { deep } = {}) {
  return counted(
    project,
    (report) => [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--passWithNoTests',
      ...filters,
    ],
    () => ({ NODE_ENV: 'test', ...(deep && { COUNTERSIGN_DEEP: deep }) }),
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests,
    }),
  )
}

/** Runs a project of e2e/playwright.config.ts in a real browser. */
export function runPlaywright(project, filters = [], { deep } = {}) {
  return counted(
    project,
    () => [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config=e2e/playwright.config.ts',
      `--project=${project}`,
      '--reporter=list,json',
      '--pass-with-no-tests',
      ...filters,
    ],
    (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...(deep && { COUNTERSIGN_DEEP: deep }) }),
    ({ stats = {} }) => ({
      passed: (stats.expected ?? 0) + (stats.flaky ?? 0),
      failed: stats.unexpected,
      skipped: stats.skipped,
    }),
  )
}
