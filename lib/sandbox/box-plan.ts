// One shape for everything that runs as the sandbox's user: commands, file reads, copies. The isolated and the
// plain sandbox each turn a plan into a command line; nobody else starts such processes.

import { existsSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import type { Limits } from './sandbox.ts'
import { SandboxError } from './sandbox.ts'

export type BoxPlan = {
  argv: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
  limits: Limits
  /** Absolute folders, each visible at its own path. */
  writable: readonly string[]
  readOnly: readonly string[]
  /** `.git` directly below each of these stays read-only, where there is one. */
  protectGitIn?: string
  /** stdout and stderr as one stream in arrival order; otherwise stderr is for messages about the box. */
  joinOutput: boolean
}

/**
 * The plan's argv below its limits; set here, inside the box, because processes are counted per namespace. `others` is how many
 * the same user has besides, where there is no namespace.
 */
export function limitedArgv(plan: BoxPlan, prlimit: string | undefined, others = 0): readonly string[] {
  if (prlimit === undefined) return plan.argv
  const { cpuSeconds, dataBytes, fileBytes, processes } = plan.limits
  const limits = [`--cpu=${cpuSeconds}`, `--data=${dataBytes}`, `--fsize=${fileBytes}`, '--core=0']
  limits.push(`--nproc=${processes + others}`)
  return [prlimit, ...limits, '--', ...plan.argv]
}

/** What every command finds, before its own variables: never anything of this process's environment. */
export function baseEnvironment(home: string, path: string): Record<string, string> {
  return {
    PATH: path,
    HOME: home,
    USER: 'agent',
    LOGNAME: 'agent',
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    CI: '1',
    // The worktree and its repository may belong to different users; reading git state must not write.
    GIT_OPTIONAL_LOCKS: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  }
}

/** Throws SandboxError 'path.refused' unless `path` is absolute, plain and inside `folder` (or that folder itself). */
export function checkInside(folder: string, path: string): void {
  checkAbsolute(folder)
  checkAbsolute(path)
  const rest = relative(folder, path)
  if (rest === '..' || rest.startsWith('../') || isAbsolute(rest)) {
    throw new SandboxError(
      'path.refused',
      `${path} is outside the worktree ${folder}. Use a folder inside it.`,
    )
  }
}

/** Throws SandboxError 'path.refused' unless the path is absolute, has no '..' and no NUL, and is not '/'. */
export function checkAbsolute(path: string): void {
  if (!isAbsolute(path) || path.includes('\0') || path.split('/').includes('..') || join(path) === '/') {
    throw new SandboxError('path.refused', `${JSON.stringify(path)} is not a plain absolute path.`)
  }
}

/** The folders of programs, in order of precedence: toolchains, our own Node, the system. */
export function buildPath(toolchains: readonly string[], nodeFolder: string, system: string): string {
  const folders = toolchains.map((folder) => {
    const inner = ['bin', 'shims'].map((name) => join(folder, name))
    return inner.find((path) => existsSync(path)) ?? folder
  })
  return [...folders, nodeFolder, system].join(':')
}
