// Runs a project's checks on a clean checkout of exactly one tree. What comes back is evidence about that tree and nothing else.
import type { Fence } from '../event-log/record.ts'
import { checkoutTree, removeCheckout } from '../git/worktree.ts'
import { cleanText } from '../protocol/clean-text.ts'
import type { Check, CheckResult } from '../protocol/values.ts'
import { SandboxError } from '../sandbox/sandbox.ts'
import { newCheckoutPath } from './checkouts.ts'
import { copyEnvironment } from './environment.ts'
import { execInBox, shell } from './exec-in-box.ts'
import { hideSecrets } from './hide-secrets.ts'
import { parseReport, type TestReport } from './parse-report.ts'
import type { ProjectSetting } from './project-setting.ts'
import type { RunnerParts } from './runner-parts.ts'

const maxReportBytes = 16_000_000

export type CheckedTree = {
  projectId: string
  tree: string
  /** Parent of the commit that the checkout's HEAD stands at. */
  parent: string
  environment: string | null
  checks: readonly Check[]
}

export async function runChecks(
  parts: RunnerParts,
  setting: ProjectSetting,
  fence: Pick<Fence, 'sessionId' | 'epoch'>,
  { projectId, tree, parent, environment, checks }: CheckedTree,
  { signal, onOutput }: { signal: AbortSignal; onOutput: (checkId: string, text: string) => void },
): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  const bare = parts.folders.repository(projectId)
  for (const check of checks) {
    // Each check has a checkout of its own: what one leaves behind proves nothing for the next.
    const path = newCheckoutPath(parts, fence)
    const owner = parts.sandbox.owner
    const checkout = { bare, path, tree, ...(owner ? { owner } : {}) }
    try {
      await checkoutTree({ ...checkout, withGit: true, parents: [parent] })
      await copyEnvironment(parts, environment, setting, path)
      results.push(
        await runOne(parts, setting, fence, check, path, bare, {
          signal,
          onOutput: (text) => onOutput(check.id, text),
        }),
      )
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error
      results.push(broken(check, error.message))
    } finally {
      await removeCheckout(checkout)
    }
    signal.throwIfAborted()
  }
  return results
}

async function runOne(
  parts: RunnerParts,
  setting: ProjectSetting,
  fence: Pick<Fence, 'sessionId' | 'epoch'>,
  check: Check,
  path: string,
  bare: string,
  options: { signal: AbortSignal; onOutput: (text: string) => void },
): Promise<CheckResult> {
  const result = await execInBox(parts, setting, fence, {
    argv: shell(check.command),
    cwd: path,
    worktree: path,
    writable: true,
    readOnly: [bare],
    ...options,
  })
  const report = check.report ? await readReport(parts, setting, path, check.report) : null
  const ending = result.endedBy === 'exit' ? '' : `\n[the check was ended: ${result.endedBy}]`
  return {
    checkId: check.id,
    name: check.name,
    command: check.command,
    exitCode: result.exitCode,
    outcome: result.exitCode === 0 && !report?.failures.length ? 'passed' : 'failed',
    output: result.output + ending,
    durationMs: Math.round(result.durationMs),
    counts: report && countsOf(report),
    failures: report?.failures.slice(0, 200) ?? [],
    tests: report && JSON.stringify(report.tests),
  }
}

function countsOf(report: TestReport) {
  const of = (outcome: string) => report.tests.filter((test) => test.outcome === outcome).length
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') }
}

async function readReport(
  parts: RunnerParts,
  setting: ProjectSetting,
  path: string,
  report: NonNullable<Check['report']>,
): Promise<TestReport | null> {
  try {
    const bytes = await parts.sandbox.readFile(path, report.path, maxReportBytes)
    const text = hideSecrets(setting.secrets).hide(cleanText(Buffer.from(bytes).toString('utf8')))
    return parseReport(report.format, text)
  } catch (error) {
    if (error instanceof SandboxError) return null
    throw error
  }
}

function broken(check: Check, message: string): CheckResult {
  return {
    checkId: check.id,
    name: check.name,
    command: check.command,
    exitCode: null,
    outcome: 'error',
    output: message,
    durationMs: 0,
    counts: null,
    failures: [],
    tests: null,
  }
}
