// What a run needs to know of its project now: settings, environment variables with opened secrets, limits of a command.
import { mayCarry } from '../auth/carry-setting.ts'
import { open, projectSecretPlace } from '../auth/seal.ts'
import { ProjectSettings } from '../protocol/project.ts'
import type { Limits } from '../sandbox/sandbox.ts'
import type { RunnerParts } from './runner-parts.ts'

export type ProjectSetting = {
  name: string
  slug: string
  settings: ProjectSettings
  /** Signatures carry, because a person said so on the settings page and not in the database. */
  carries: boolean
  /** Names and values for setup, checks and commands. Never logged, never in an event. */
  env: Record<string, string>
  /** Those of them that nobody may read: cut out of what commands print. */
  secrets: Record<string, string>
  limits: Limits
}

export async function loadProjectSetting(parts: RunnerParts, projectId: string): Promise<ProjectSetting> {
  const project = await parts.db.project.findUniqueOrThrow({
    where: { id: projectId },
    include: { secrets: true },
  })
  const settings = ProjectSettings.parse(project.settings)
  const secrets = Object.fromEntries(
    project.secrets.flatMap((secret) => {
      const value = open(secret.ciphertext, projectSecretPlace(projectId, secret.name))
      return value === null ? [] : [[secret.name, value] as const]
    }),
  )
  return {
    name: project.name,
    slug: project.slug,
    settings,
    carries: mayCarry(projectId, project.settings),
    env: { ...settings.env, ...secrets },
    secrets,
    limits: limitsOf(settings),
  }
}

export function limitsOf(settings: ProjectSettings): Limits {
  const memory = settings.memoryMb * 1024 * 1024
  return {
    timeoutMs: settings.commandTimeoutSeconds * 1000,
    maxOutputBytes: 8_000_000,
    cpuSeconds: settings.commandTimeoutSeconds * 4,
    dataBytes: memory,
    fileBytes: 2_147_483_648,
    processes: 1024,
    memoryBytes: memory,
    worktreeBytes: settings.diskMb * 1024 * 1024,
    worktreeFiles: 2_000_000,
  }
}
