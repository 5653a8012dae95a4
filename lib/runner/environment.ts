// A project's environment: what its setup command makes, cached by everything it depends on, and copied into each checkout.
// The setup command runs in a clean checkout of the base, with the network that the project allows and nothing more.
import { access, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { digestOf, valueHmac } from '../auth/decision-mac.ts'
import type { Fence } from '../event-log/record.ts'
import { readFileAt } from '../git/read-tree.ts'
import { checkoutTree, removeCheckout } from '../git/worktree.ts'
import type { ApprovalSubject } from '../protocol/approval-subjects.ts'
import { type ExecResult, SandboxError } from '../sandbox/sandbox.ts'
import { newCheckoutPath } from './checkouts.ts'
import { execInBox, shell } from './exec-in-box.ts'
import type { ProjectSetting } from './project-setting.ts'
import type { RunnerParts } from './runner-parts.ts'

export type EnvironmentKey = { digest: string; keyFiles: { path: string; blob: string }[] }

/** Hashes what decides the outcome: command, key files, allowed hosts, environment values, toolchain, isolation and base tree. */
export async function environmentKey(
  parts: RunnerParts,
  projectId: string,
  tree: string,
  setting: ProjectSetting,
): Promise<EnvironmentKey> {
  const bare = parts.folders.repository(projectId)
  const { settings } = setting
  const keyFiles: EnvironmentKey['keyFiles'] = []
  for (const path of settings.keyFiles) {
    const file = await readFileAt(bare, tree, path, 0)
    keyFiles.push({ path, blob: file?.oid ?? 'absent' })
  }
  const env = Object.entries(setting.env).map(([name, value]) => ({ name, valueHmac: valueHmac(value) }))
  const digest = digestOf({
    v: 1,
    kind: 'environment',
    projectId,
    command: settings.setupCommand,
    keyFiles,
    outputPaths: settings.outputPaths,
    allowHosts: settings.allowHosts,
    env,
    node: process.version,
    isolation: parts.sandbox.report.level,
    tree: settings.setupCommand === '' ? '' : tree,
  })
  return { digest, keyFiles }
}

/** What a person allows: for a session, or (sessionId '') for the project as a whole. */
export function setupSubject(
  projectId: string,
  sessionId: string,
  setting: ProjectSetting,
  key: EnvironmentKey,
): ApprovalSubject {
  return {
    v: 1,
    kind: 'setup',
    projectId,
    sessionId,
    subjectId: key.digest,
    command: setting.settings.setupCommand,
    keyFiles: key.keyFiles,
    allowHosts: setting.settings.allowHosts,
  }
}

/** The part of the subject that stays the same from base to base: what a grant for the whole project covers. */
export function setupGrantDigest(projectId: string, setting: ProjectSetting, key: EnvironmentKey): string {
  return digestOf({ ...setupSubject(projectId, '', setting, key), subjectId: projectId })
}

export async function isCached(parts: RunnerParts, digest: string): Promise<boolean> {
  return access(join(parts.folders.environment(digest), 'ready')).then(
    () => true,
    () => false,
  )
}

export type SetupOutcome = { outcome: 'ready' | 'failed'; output: string; durationMs: number }

/** Runs the setup command on a clean checkout and keeps its output paths under the digest. */
export async function buildEnvironment(
  parts: RunnerParts,
  projectId: string,
  tree: string,
  setting: ProjectSetting,
  digest: string,
  fence: Pick<Fence, 'sessionId' | 'epoch'>,
  options: {
    signal: AbortSignal
    onOutput: (text: string) => void
    onCheckout?: (path: string) => Promise<void>
  },
): Promise<SetupOutcome> {
  const bare = parts.folders.repository(projectId)
  const path = newCheckoutPath(parts, fence)
  const owner = parts.sandbox.owner
  const checkout = { bare, path, tree, ...(owner ? { owner } : {}) }
  try {
    await checkoutTree({ ...checkout, withGit: true })
    const result = await execInBox(parts, setting, fence, {
      argv: shell(setting.settings.setupCommand),
      cwd: path,
      worktree: path,
      writable: true,
      readOnly: [bare],
      ...(setting.settings.allowHosts.length > 0
        ? { network: { allowHosts: setting.settings.allowHosts } }
        : {}),
      signal: options.signal,
      onOutput: options.onOutput,
    })
    options.signal.throwIfAborted()
    if (result.exitCode !== 0)
      return { outcome: 'failed', output: withEnding(result), durationMs: result.durationMs }
    await keepOutputs(parts, path, setting.settings.outputPaths, digest)
    await options.onCheckout?.(path)
    return { outcome: 'ready', output: result.output, durationMs: result.durationMs }
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error
    return { outcome: 'failed', output: error.message, durationMs: 0 }
  } finally {
    await removeCheckout(checkout)
  }
}

const withEnding = (result: ExecResult): string =>
  result.endedBy === 'exit' ? result.output : `${result.output}\n[ended by ${result.endedBy}]`

/** Made aside and put in place whole: another session may make the same at the same time, or be copying from it. */
async function keepOutputs(
  parts: RunnerParts,
  from: string,
  paths: readonly string[],
  digest: string,
): Promise<void> {
  const kept = parts.folders.environment(digest)
  const draft = `${kept}.${crypto.randomUUID()}`
  const files = join(draft, 'files')
  try {
    await parts.sandbox.makeFolder(draft)
    await parts.sandbox.makeFolder(files)
    const present = await presentPaths(from, paths)
    if (present.length > 0) await parts.sandbox.copyPaths(from, files, present)
    await parts.sandbox.makeFolder(join(draft, 'ready'))
    await rename(draft, kept).catch(async (error: unknown) => {
      if (!(await isCached(parts, digest))) throw error
    })
  } finally {
    await parts.sandbox.removeFolder(draft)
  }
}

async function presentPaths(root: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const there = await access(join(root, path)).then(
      () => true,
      () => false,
    )
    if (there) found.push(path)
  }
  return found
}

/** Copies the cached outputs into a checkout; never shared writable. */
export async function copyEnvironment(
  parts: RunnerParts,
  digest: string | null,
  setting: ProjectSetting,
  into: string,
): Promise<void> {
  if (digest === null || setting.settings.setupCommand === '') return
  const files = join(parts.folders.environment(digest), 'files')
  const present = await presentPaths(files, setting.settings.outputPaths)
  if (present.length > 0) await parts.sandbox.copyPaths(files, into, present)
}
