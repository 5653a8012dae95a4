// Joins a way of boxing (isolated or plain) with what both share: the state folder, our Node, the environment,
// the proxy for granted hosts, and the file half of the port. Everything that runs goes through `run` below.

import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { createFilePort, fileLimits, measureFolder, type RunInBox } from './box-files.ts'
import { type BoxPlan, baseEnvironment, buildPath, checkInside } from './box-plan.ts'
import { createOutputCleaner } from './clean-output.ts'
import { refuseClosedFolder } from './closed-folder.ts'
import { confineProgram } from './confine-program.ts'
import type { BoxUser } from './find-tools.ts'
import { startGrantedProxy, trustEnvironment } from './grant-network.ts'
import { killMarked } from './kill-marked.ts'
import { type BoxState, copyNode, prepareState } from './prepare-state.ts'
import { killTree } from './process-identity.ts'
import { type Launch, type RunRequest, runProcess } from './run-process.ts'
import {
  type ExecRequest,
  type ExecResult,
  type Sandbox,
  SandboxError,
  type SandboxReport,
} from './sandbox.ts'

export type SandboxOptions = {
  /** Absolute folder for the sandbox's own small files; made if absent. No secrets are kept there. */
  stateDir: string
  /** Absolute folder that holds our own `node`. */
  nodeBin: string
  /** Absolute folders of further tools (an nvm version, pyenv, /opt/jdk), visible read-only and first on PATH. */
  toolchains?: readonly string[]
}

/** What differs between the isolated and the plain sandbox. */
export type Boxing = {
  report: SandboxReport
  user: BoxUser
  /** Whether a granted network is let in by a proxy; otherwise nothing holds the network back anyway. */
  hasOwnNetwork: boolean
  killsGroup: boolean
  home(state: BoxState): string
  systemPath: string
  launch(plan: BoxPlan, state: BoxState): Launch
}

type Ready = { state: BoxState; nodeFolder: string }

export function assembleSandbox(boxing: Boxing, options: SandboxOptions): Sandbox {
  const toolchains = options.toolchains ?? []
  let ready: Promise<Ready> | undefined
  const prepare = (): Promise<Ready> => {
    // A failure is not kept: the folder may have been opened since.
    ready ??= makeReady(boxing, options).catch((error) => {
      ready = undefined
      throw error
    })
    return ready
  }

  const environment = ({ state, nodeFolder }: Ready) =>
    baseEnvironment(boxing.home(state), buildPath(toolchains, nodeFolder, boxing.systemPath))

  const run: RunInBox = async (plan, stdin, onStart) => {
    const { state, nodeFolder } = await prepare()
    const env = environment({ state, nodeFolder })
    return runForBytes(boxing, state, { ...plan, env, joinOutput: false }, stdin, onStart)
  }

  const programs = async () => {
    const { state, nodeFolder } = await prepare()
    return { node: join(nodeFolder, 'node'), nodeFolder, folder: state.programs }
  }

  const exec = async (request: ExecRequest): Promise<ExecResult> => {
    checkInside(request.worktree, request.cwd)
    const { state, nodeFolder } = await prepare()
    refuseMissingWorktree(request.worktree, boxing.user)
    const grant = request.network
    const hosts = grant?.allowHosts ?? []
    const trust = hosts.length > 0 ? trustEnvironment() : {}
    const proxy =
      hosts.length > 0 && boxing.hasOwnNetwork
        ? await startGrantedProxy(hosts, boxing.user, request.onConnection)
        : undefined
    try {
      const wrapped = proxy?.wrap(join(nodeFolder, 'node'), state.programs, request.argv)
      const plan: BoxPlan = {
        argv: wrapped?.argv ?? request.argv,
        cwd: request.cwd,
        env: { ...environment({ state, nodeFolder }), ...trust, ...request.env, ...wrapped?.env },
        limits: request.limits,
        writable: request.writable ? [request.worktree] : [],
        readOnly: [
          ...(request.writable ? [] : [request.worktree]),
          ...(request.readOnly ?? []),
          ...toolchains,
          nodeFolder,
          ...(wrapped?.readOnly ?? []),
        ],
        protectGitIn: request.worktree,
        joinOutput: true,
      }
      return await runForText(boxing.launch(plan, state), request, watchedDisk(request))
    } finally {
      await proxy?.close()
    }
  }

  /** The worktree's content is counted inside the box, as the box's user. */
  const watchedDisk = ({ worktree, writable, limits }: ExecRequest): RunRequest['disk'] => {
    const { worktreeBytes = Number.POSITIVE_INFINITY, worktreeFiles = Number.POSITIVE_INFINITY } = limits
    if (!writable) return undefined
    return {
      folder: worktree,
      step: { bytes: worktreeBytes / 16, files: worktreeFiles / 16 },
      async isOverLimit() {
        const held = await measureFolder(run, worktree)
        return held.bytes > worktreeBytes || held.files > worktreeFiles
      },
    }
  }

  const confineGit = boxing.hasOwnNetwork ? confineProgram('git') : undefined
  return {
    report: boxing.report,
    ...(confineGit ? { confineGit } : {}),
    ...(boxing.user.differs ? { owner: { uid: boxing.user.uid, gid: boxing.user.gid } } : {}),
    exec,
    ...createFilePort({ user: boxing.user, run, programs }),
    async kill(box) {
      await killTree(box, boxing.killsGroup)
      if (boxing.killsGroup) await killMarked(box)
    },
  }
}

async function makeReady(boxing: Boxing, options: SandboxOptions): Promise<Ready> {
  const state = prepareState(options.stateDir, boxing.user)
  const nodeFolder = (await canExecute(boxing, state, options.nodeBin))
    ? options.nodeBin
    : copyNode(options.nodeBin, options.stateDir)
  return { state, nodeFolder }
}

/** Our Node may lie below a folder that the sandbox's user cannot enter; only trying tells. */
async function canExecute(boxing: Boxing, state: BoxState, nodeFolder: string): Promise<boolean> {
  const env = baseEnvironment('/', '/usr/bin:/bin')
  const plan: BoxPlan = {
    argv: [join(nodeFolder, 'node'), '--version'],
    cwd: '/',
    env,
    limits: fileLimits,
    writable: [],
    readOnly: [nodeFolder],
    joinOutput: false,
  }
  try {
    return (await runForBytes(boxing, state, plan, undefined)).exitCode === 0
  } catch (error) {
    if (error instanceof SandboxError) return false
    throw error
  }
}

function refuseMissingWorktree(worktree: string, user: BoxUser): void {
  if (!lstatSync(worktree, { throwIfNoEntry: false })?.isDirectory()) {
    throw new SandboxError('box.failed', `The worktree ${worktree} does not exist. Make the checkout again.`)
  }
  refuseClosedFolder(worktree, user)
}

async function runForText(
  launch: Launch,
  request: ExecRequest,
  disk: RunRequest['disk'],
): Promise<ExecResult> {
  const cleaner = createOutputCleaner()
  const pieces: string[] = []
  const take = (text: string) => {
    if (text === '') return
    pieces.push(text)
    request.onOutput?.(text)
  }
  const settings: RunRequest = {
    timeoutMs: request.limits.timeoutMs,
    maxOutputBytes: request.limits.maxOutputBytes,
    memoryBytes: request.limits.memoryBytes ?? 2 * request.limits.dataBytes,
    ...(disk ? { disk } : {}),
    ...(request.signal ? { signal: request.signal } : {}),
    ...(request.onStart ? { onStart: request.onStart } : {}),
    onBytes: (bytes) => take(cleaner.push(bytes)),
  }
  const { stderr: _aboutTheBox, ...end } = await runProcess(launch, settings)
  take(cleaner.end())
  return { ...end, output: pieces.join('') }
}

async function runForBytes(
  boxing: Boxing,
  state: BoxState,
  plan: BoxPlan,
  stdin: Uint8Array | undefined,
  onStart?: ExecRequest['onStart'],
) {
  const chunks: Uint8Array[] = []
  const end = await runProcess(boxing.launch(plan, state), {
    timeoutMs: plan.limits.timeoutMs,
    maxOutputBytes: plan.limits.maxOutputBytes,
    ...(stdin ? { stdin } : {}),
    ...(onStart ? { onStart } : {}),
    onBytes: (bytes) => chunks.push(bytes),
  })
  return { exitCode: end.exitCode, stdout: Buffer.concat(chunks), stderr: end.stderr }
}
