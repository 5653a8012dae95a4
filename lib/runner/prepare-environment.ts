// The step that makes a session's environment ready: from the cache, or by running the setup command that a person allowed.
import { buildEnvironment, environmentKey, isCached, setupGrantDigest, setupSubject } from './environment.ts'
import type { DrivenRun } from './perform-step.ts'
import { parkForTrouble } from './perform-step.ts'
import { askForSession } from './permit.ts'
import { loadProjectSetting } from './project-setting.ts'
import { grantSetup, isSetupGranted } from './setup-grant.ts'

/** False when the kept outputs of the setup command are gone: after a restore, or freed while nobody needed them. */
export async function isEnvironmentThere({ parts, log }: DrivenRun): Promise<boolean> {
  const { environment, projectId } = log.state()
  if (environment?.outcome !== 'ready' || (await isCached(parts, environment.digest))) return true
  return (await loadProjectSetting(parts, projectId)).settings.setupCommand === ''
}

export async function prepareEnvironment(run: DrivenRun): Promise<void> {
  const { parts, log } = run
  const { projectId, base } = log.state()
  const setting = await loadProjectSetting(parts, projectId)
  const { setupCommand } = setting.settings
  const key = await environmentKey(parts, projectId, base!.tree, setting)
  const prepared = (data: {
    outcome: 'ready' | 'failed'
    cached: boolean
    output: string
    durationMs: number
  }) =>
    log.record([
      { type: 'environment.prepared', data: { digest: key.digest, command: setupCommand || null, ...data } },
    ])
  if (setupCommand === '' || (await isCached(parts, key.digest))) {
    await prepared({ outcome: 'ready', cached: setupCommand !== '', output: '', durationMs: 0 })
    return
  }
  const grantDigest = setupGrantDigest(projectId, setting, key)
  if (!(await isSetupGranted(parts, { projectId, digest: grantDigest }))) {
    const subject = setupSubject(projectId, log.fence.sessionId, setting, key)
    const asked = await askForSession(run, subject, {
      rule: 'A setup command runs only after a person allowed it with these files.',
      blocks: 'the whole session',
    })
    if (asked === 'parked') return
    await grantSetup(parts, {
      projectId,
      digest: grantDigest,
      command: setupCommand,
      userId: asked.userId,
      userName: asked.name,
    })
  }
  const itemId = `setup.${log.fence.runId}`
  const result = await buildEnvironment(parts, projectId, base!.tree, setting, key.digest, log.fence, {
    signal: run.signal,
    onOutput: (text) => parts.deltas.push(log.fence, itemId, text),
  })
  await prepared({ ...result, cached: false })
  if (result.outcome === 'failed')
    await parkForTrouble(
      run,
      'The setup command failed; its output is above. Change it in the project, then retry.',
    )
}
