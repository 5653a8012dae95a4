// What a trial of setup and checks means: whether a session could run here, in one plain sentence. Pure.
import type { CheckResult } from '../protocol/values.ts'

export type TriedSetup =
  | { outcome: 'none' }
  | { outcome: 'ready'; cached: boolean; durationMs: number }
  | { outcome: 'failed'; command: string; ending: string; output: string }

/** `reported`: the check was to write a report. `output` is whole or its end. */
export type TriedCheck = Pick<
  CheckResult,
  'checkId' | 'name' | 'command' | 'exitCode' | 'outcome' | 'counts'
> & { output: string; reported: boolean }

export type Trial = {
  setup: TriedSetup
  checks: readonly TriedCheck[]
  /** What setup made and no output path covers: checks do not see it. */
  unkept: readonly string[]
}

export function judgeTrial({ setup, checks, unkept }: Trial): { canRun: boolean; sentence: string } {
  if (setup.outcome === 'failed') {
    return notYet(
      `${shown(setup.command)} ${setup.ending}${quoteEnd(setup.output)}. Change the setup command, then try again.`,
    )
  }
  const broken = checks.find(isBroken)
  // A command that fails and says nothing about single tests is evidence only beside others that pass.
  const speaks = checks.some((check) => check.counts !== null || check.outcome === 'passed')
  const culprit = broken ?? (speaks ? undefined : checks[0])
  if (culprit) return notYet(`${whyBroken(culprit)}.${unkeptHint(unkept)}`)
  const words = [setupWords(setup), ...checkWords(checks)].filter((one) => one !== '')
  return {
    canRun: true,
    sentence: `A session can run here${words.length > 0 ? `: ${words.join(', ')}` : ''}.${remarks(checks)}`,
  }
}

const notYet = (why: string) => ({ canRun: false, sentence: `Not yet: ${why}` })

/** It did not get as far as judging anything. */
function isBroken({ outcome, exitCode, counts, reported }: TriedCheck): boolean {
  if (outcome === 'passed' || counts !== null) return false
  return outcome === 'error' || exitCode === null || exitCode === 126 || exitCode === 127 || reported
}

function whyBroken(check: TriedCheck): string {
  const how =
    check.outcome === 'error' || check.exitCode === null
      ? 'did not end by itself'
      : `ended with ${check.exitCode}`
  const silent = check.reported && check.exitCode !== 127 ? ' and wrote no report' : ''
  return `${shown(check.command)} ${how}${silent}${quoteEnd(check.output)}`
}

function unkeptHint(unkept: readonly string[]): string {
  if (unkept.length === 0) return ''
  const some = unkept.slice(0, 3).map(shown).join(', ')
  return ` Setup made ${some}, which is not among the output paths, so the checks do not see it.`
}

function setupWords(setup: Exclude<TriedSetup, { outcome: 'failed' }>): string {
  if (setup.outcome === 'none') return ''
  return setup.cached ? 'setup comes from the cache' : `setup took ${duration(setup.durationMs)}`
}

function checkWords(checks: readonly TriedCheck[]): string[] {
  const counted = checks.flatMap((check) => (check.counts ? [check.counts] : []))
  const passed = counted.reduce((sum, one) => sum + one.passed, 0)
  const failed = counted.reduce((sum, one) => sum + one.failed, 0)
  const tests = passed + failed
  const commands = checks.filter((check) => check.counts === null)
  return [
    counted.length === 0 ? '' : failed === 0 ? `all ${tests} tests pass` : `${passed} of ${tests} tests pass`,
    ...commands.map((check) =>
      check.outcome === 'passed'
        ? `${shown(check.command)} passes`
        : `${shown(check.command)} fails (${check.exitCode})`,
    ),
  ]
}

function remarks(checks: readonly TriedCheck[]): string {
  if (checks.length === 0) return ' There is no check, so nothing would prove a change.'
  const silent = checks.find((check) => check.reported && check.counts === null)
  return silent ? ` ${shown(silent.command)} wrote no report, so only its exit code counts.` : ''
}

const shown = (command: string): string => {
  const line = command.split('\n')[0]!
  return `\`${line.length > 120 || line !== command ? `${line.slice(0, 119)}…` : line}\``
}

/** ": the last line that says something", or nothing. */
function quoteEnd(output: string): string {
  const lines = output
    .slice(-20_000)
    .split('\n')
    .map((line) => line.trim())
  const last = lines.findLast((line) => /[\p{L}\p{N}]/u.test(line)) ?? ''
  return last === ''
    ? ''
    : `: ${last
        .slice(0, 200)
        .toWellFormed()
        .replace(/[.\s]+$/, '')}`
}

const duration = (ms: number): string =>
  ms < 950
    ? 'less than a second'
    : ms < 119_500
      ? `${Math.round(ms / 1000)} s`
      : `${Math.round(ms / 60_000)} min`
