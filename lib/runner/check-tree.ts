// The step that checks a tree: the base, the work after a turn, or what would be merged. Says what counts and what was loosened.
import { digestOf } from '../auth/decision-mac.ts'
import { findLoosened, judgedByBase } from '../domain/find-loosened.ts'
import { baseFailingOf, judgeChecks, mustPassOf, type TestOutcome } from '../domain/judge-checks.ts'
import { diffTrees } from '../git/diff.ts'
import { buildTree } from '../git/merge.ts'
import type { EventData, Fact } from '../protocol/events.ts'
import type { Check, CheckResult } from '../protocol/values.ts'
import { voidPending } from './carry-signature.ts'
import { type DrivenRun, trouble } from './perform-step.ts'
import { askForSession } from './permit.ts'
import { loadProjectSetting, type ProjectSetting } from './project-setting.ts'
import { runChecks } from './run-checks.ts'

type Purpose = 'base' | 'turn' | 'merged'

export async function checkTree(purpose: Purpose, run: DrivenRun): Promise<void> {
  const { parts, log, signal } = run
  const state = log.state()
  const base = state.base!
  const tree =
    purpose === 'base' ? base.tree : purpose === 'turn' ? state.snapshot!.tree : state.build!.mergedTree
  const parent = purpose === 'merged' ? state.build!.targetHead : base.commit
  const checks = checksOf(run)
  const setting = await loadProjectSetting(parts, state.projectId)
  if ((await mayRunChecks(run, checks)) === 'parked') return
  const begun = startedBefore(run, purpose, tree)
  const checkRunId = begun ?? crypto.randomUUID()
  if (begun === null) {
    await log.record([
      {
        type: 'check.started',
        data: {
          checkRunId,
          purpose,
          tree,
          round: state.round,
          checks: checks.map((check) => ({ checkId: check.id, name: check.name })),
        },
      },
    ])
  }
  const on = { projectId: state.projectId, parent, environment: state.environment?.digest ?? null, checks }
  const results = await runChecks(
    parts,
    setting,
    log.fence,
    { ...on, tree },
    {
      signal,
      onOutput: (checkId, text) => parts.deltas.push(log.fence, `${checkRunId}.${checkId}`, text),
    },
  )
  const judged = judgeChecks(results, {
    baseFailing: purpose === 'base' ? null : (baseFailingOf(log.events()) ?? new Set()),
    mustPass: mustPassOf(log.events()),
    passed: passedTests(results),
  })
  const loosened =
    purpose === 'base' ? null : await findWhatLoosened(run, setting, judged.outcome, { ...on, tree })
  const finished: Fact = {
    type: 'check.finished',
    data: {
      checkRunId,
      purpose,
      tree,
      outcome: judged.outcome,
      results,
      counted: judged.counted.slice(0, 200),
      ignored: judged.ignored.slice(0, 200),
      loosened,
      digest: digestOfChecks(tree, results, judged, loosened),
    },
  }
  const goesOn = purpose !== 'base' || judged.outcome !== 'error'
  const noLonger =
    purpose === 'merged' && judged.outcome !== 'passed'
      ? voidPending(run, 'The checks do not pass on the tree with the target branch as it is now.')
      : []
  await log.record([...noLonger, finished, ...(goesOn ? [] : [trouble(run, whyNotRun(results))])])
}

function whyNotRun(results: readonly CheckResult[]): string {
  const broken = results.find((result) => result.outcome === 'error')
  const said = typeof broken?.output === 'string' ? broken.output.slice(0, 500) : ''
  return `"${broken?.name}" could not be run on the base: ${said} Mend that, then retry.`
}

/** A runner that died while it checked has begun this already; the same checks run again under the same name. */
function startedBefore({ log }: DrivenRun, purpose: Purpose, tree: string): string | null {
  const { checking } = log.state()
  const started = log.events().findLast((event) => event.type === 'check.started')
  if (started?.type !== 'check.started' || checking?.id !== started.data.checkRunId) return null
  return started.data.purpose === purpose && started.data.tree === tree ? checking.id : null
}

/** Binds a signature to what the checks said about exactly this tree, and to what was told of loosened tests. */
function digestOfChecks(
  tree: string,
  results: readonly CheckResult[],
  judged: { outcome: string; counted: string[]; ignored: string[] },
  loosened: EventData<'check.finished'>['loosened'],
): string {
  const said = results.map(({ checkId, command, exitCode, outcome, counts, failures }) => ({
    checkId,
    command,
    exitCode,
    outcome,
    counts,
    failures,
  }))
  return digestOf({
    v: 1,
    kind: 'checks',
    tree,
    results: said,
    outcome: judged.outcome,
    counted: judged.counted,
    ignored: judged.ignored,
    loosened,
  })
}

function checksOf(run: DrivenRun): Check[] {
  const created = run.log.events()[0]
  return created?.type === 'session.created' ? created.data.checks : []
}

const passedTests = (results: readonly CheckResult[]): Set<string> =>
  new Set(
    results.flatMap((result) => {
      const tests = typeof result.tests === 'string' ? (JSON.parse(result.tests) as TestOutcome[]) : []
      return [
        ...tests.filter((test) => test.outcome === 'passed').map((test) => test.name),
        ...(result.outcome === 'passed' ? [result.name] : []),
      ]
    }),
  )

async function mayRunChecks(run: DrivenRun, checks: readonly Check[]): Promise<'go' | 'parked'> {
  if (run.parts.sandbox.report.level !== 'none' || checks.length === 0) return 'go'
  const subject = {
    v: 1 as const,
    kind: 'checks' as const,
    projectId: run.log.state().projectId,
    sessionId: run.log.fence.sessionId,
    subjectId: 'checks',
    commands: checks.map((check) => check.command),
  }
  return (await askForSession(run, subject, why)) === 'parked' ? 'parked' : 'go'
}
const why = {
  rule: 'This machine has no sandbox, so the checks wait for a person once.',
  blocks: 'the whole session',
}

/** Where a change touches tests or their configuration, the base's version of those files judges the new code as well. */
async function findWhatLoosened(
  run: DrivenRun,
  setting: ProjectSetting,
  outcome: string,
  on: Parameters<typeof runChecks>[3],
): Promise<EventData<'check.finished'>['loosened']> {
  const bare = run.parts.folders.repository(on.projectId)
  const baseTree = run.log.state().base!.tree
  const files = await diffTrees(bare, baseTree, on.tree)
  const judging = judgedByBase(files)
  if (judging.length === 0) return null
  const loosened = findLoosened(files).slice(0, 200)
  if (outcome !== 'passed') return { files: loosened, baseTests: 'not-run', baseFailures: [] }
  const mixed = await buildTree({
    bare,
    baseTree: on.tree,
    changes: judging.flatMap((file) => [
      ...(file.newBlob !== null && file.oldPath !== null
        ? [{ kind: 'delete' as const, path: file.path }]
        : []),
      { kind: 'blob' as const, path: file.oldPath ?? file.path, mode: file.oldMode!, oid: file.oldBlob! },
    ]),
  })
  const results = await runChecks(
    run.parts,
    setting,
    run.log.fence,
    { ...on, tree: mixed },
    { signal: run.signal, onOutput: () => {} },
  )
  const baseFailing = baseFailingOf(run.log.events()) ?? new Set()
  // A test that has to pass counts here most of all: taking its assertion out is the way around it.
  const judged = judgeChecks(results, {
    baseFailing,
    mustPass: mustPassOf(run.log.events()),
    passed: passedTests(results),
  })
  const messages = new Map(
    results.flatMap((result) => result.failures.map((failure) => [failure.name, failure.message] as const)),
  )
  return {
    files: loosened,
    baseTests: judged.outcome === 'passed' ? 'passed' : 'failed',
    baseFailures: judged.counted.slice(0, 200).map((name) => ({ name, message: messages.get(name) ?? '' })),
  }
}
