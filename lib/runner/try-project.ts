// Tries a project once on the head of its target branch: setup, then each check, with live output; then says whether a
// session could run here. Whoever asked for it has thereby allowed the setup command, which is kept as a grant.
import { isAsked } from '../auth/asked-job.ts'
import { digestOf } from '../auth/decision-mac.ts'
import { judgeTrial, type TriedSetup } from '../domain/judge-trial.ts'
import { treeOf } from '../git/read-tree.ts'
import { advanceTarget } from '../git/refs.ts'
import { ProjectSettings, type TryResult } from '../protocol/project.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { CheckResult } from '../protocol/values.ts'
import { buildEnvironment, environmentKey, isCached, setupGrantDigest } from './environment.ts'
import { findCreatedPaths } from './find-created-paths.ts'
import type { PerformedJob } from './perform-project-job.ts'
import { loadProjectSetting, type ProjectSetting } from './project-setting.ts'
import { runChecks } from './run-checks.ts'
import { grantSetup } from './setup-grant.ts'

type Tried = { setup: TriedSetup; environment: string | null; createdPaths: string[] }

/** Result: TryResult. */
export async function tryProject(performed: PerformedJob): Promise<void> {
  const { parts, job, fence, log, signal } = performed
  const project = await parts.db.project.findUniqueOrThrow({ where: { id: job.projectId } })
  if (project.status !== 'ready')
    throw new Rejection('project.not-ready', 'The repository is not here yet. Prepare the project, then try.')
  const person = await whoAsked(parts, job.createdById)
  const { settings } = project
  if (!isAsked(job.asked, { projectId: project.id, userId: person.id, settings }))
    throw new Rejection(
      'job.changed',
      "The project's settings changed after you asked to try them. Look at them, then try again.",
    )
  const setting = await loadProjectSetting(parts, project.id)
  if (digestOf(setting.settings) !== digestOf(ProjectSettings.parse(settings)))
    throw new Rejection('job.changed', 'The settings are being changed right now. Try again.')
  const bare = parts.folders.repository(project.id)
  const { head } = await advanceTarget(bare, project.targetBranch)
  const tree = await treeOf(bare, head)
  log.output(`On ${project.targetBranch} at ${head.slice(0, 10)}.\n`)
  const { setup, environment, createdPaths } = await trySetup(performed, setting, tree, person)
  const { checks } = setting.settings
  const results: CheckResult[] = []
  for (const check of setup.outcome === 'failed' ? [] : checks) {
    log.progress({ phase: `Checking: ${check.name}`, percent: null })
    log.output(`\n$ ${check.command}\n`)
    const on = { projectId: project.id, tree, parent: head, environment, checks: [check] }
    const live = { signal, onOutput: (_checkId: string, text: string) => log.output(text) }
    results.push(...(await runChecks(parts, setting, fence, on, live)))
    log.output(ending(results.at(-1)!))
  }
  const judged = judgeTrial({
    setup,
    checks: results.map((result) => ({
      ...result,
      output: typeof result.output === 'string' ? result.output : result.output.head,
      reported: checks.some((check) => check.id === result.checkId && check.report !== null),
    })),
    unkept: createdPaths.filter((path) => !isKept(path, setting.settings.outputPaths)),
  })
  log.output(`\n${judged.sentence}\n`)
  const result: TryResult = {
    commit: head,
    setup: {
      outcome: setup.outcome,
      cached: setup.outcome === 'ready' && setup.cached,
      durationMs: setup.outcome === 'ready' ? Math.round(setup.durationMs) : 0,
    },
    checks: results.map(({ checkId, name, outcome, counts, failures }) => ({
      checkId,
      name,
      outcome,
      passed: counts?.passed ?? 0,
      failed: counts?.failed ?? 0,
      failures: failures.map((failure) => failure.name),
    })),
    createdPaths,
    sandbox: parts.sandbox.report.detail,
    ...judged,
  }
  await log.end('done', result)
}

async function trySetup(
  { parts, job, fence, log, signal }: PerformedJob,
  setting: ProjectSetting,
  tree: string,
  person: { id: string; name: string },
): Promise<Tried> {
  const { setupCommand } = setting.settings
  if (setupCommand === '') return { setup: { outcome: 'none' }, environment: null, createdPaths: [] }
  const key = await environmentKey(parts, job.projectId, tree, setting)
  await grantSetup(parts, {
    projectId: job.projectId,
    digest: setupGrantDigest(job.projectId, setting, key),
    command: setupCommand,
    userId: person.id,
    userName: person.name,
  })
  log.output(`\n$ ${setupCommand}\n`)
  if (await isCached(parts, key.digest)) {
    log.output('Nothing that it depends on has changed, so what it made before is used.\n')
    const setup = { outcome: 'ready', cached: true, durationMs: 0 } as const
    return { setup, environment: key.digest, createdPaths: [] }
  }
  log.progress({ phase: 'Setting up', percent: null })
  const bare = parts.folders.repository(job.projectId)
  let createdPaths: string[] = []
  const built = await buildEnvironment(parts, job.projectId, tree, setting, key.digest, fence, {
    signal,
    onOutput: (text) => log.output(text),
    onCheckout: async (path) => {
      createdPaths = await findCreatedPaths(parts, setting, fence, path, bare, signal)
    },
  })
  const setup: TriedSetup =
    built.outcome === 'ready'
      ? { outcome: 'ready', cached: false, durationMs: built.durationMs }
      : { outcome: 'failed', command: setupCommand, ending: 'failed', output: built.output }
  return { setup, environment: key.digest, createdPaths }
}

async function whoAsked(
  { db }: PerformedJob['parts'],
  userId: string | null,
): Promise<{ id: string; name: string }> {
  const person = userId
    ? await db.user.findUnique({ where: { id: userId }, select: { id: true, name: true } })
    : null
  if (!person)
    throw new Rejection(
      'job.nobody',
      'A setup command runs only when a person asked for it. Sign in and try again.',
    )
  return person
}

function ending(result: CheckResult): string {
  if (result.outcome === 'error')
    return `[it could not run: ${typeof result.output === 'string' ? result.output : result.output.head}]\n`
  return result.exitCode === 0 ? '' : `[ended with ${result.exitCode ?? 'a signal'}]\n`
}

const isKept = (path: string, outputPaths: readonly string[]): boolean =>
  outputPaths.some((kept) => {
    const folder = kept.replace(/^\.\//, '').replace(/\/+$/, '')
    return path === folder || path.startsWith(`${folder}/`)
  })
