// One command in the box of a session: recorded before it starts, with the project's environment and limits.
import type { Fence } from '../event-log/record.ts'
import type { ExecResult, NetworkGrant } from '../sandbox/sandbox.ts'
import { recordBox } from './boxes.ts'
import { hideSecrets } from './hide-secrets.ts'
import type { ProjectSetting } from './project-setting.ts'
import type { RunnerParts } from './runner-parts.ts'

export type BoxedCommand = {
  argv: readonly string[]
  cwd: string
  worktree: string
  writable: boolean
  readOnly?: readonly string[]
  network?: NetworkGrant
  timeoutMs?: number
  signal?: AbortSignal
  onOutput?: (text: string) => void
  /** A person allowed it beyond the sandbox. */
  outside?: boolean
}

export const shell = (command: string): readonly string[] => ['/bin/bash', '-c', command]

/** Output, live and whole, comes without the project's secrets. */
export async function execInBox(
  parts: RunnerParts,
  setting: ProjectSetting,
  fence: Pick<Fence, 'sessionId' | 'epoch'>,
  command: BoxedCommand,
): Promise<ExecResult> {
  const { outside, timeoutMs, onOutput, ...request } = command
  const limits =
    timeoutMs === undefined
      ? setting.limits
      : { ...setting.limits, timeoutMs: Math.min(timeoutMs, setting.limits.timeoutMs) }
  const hider = hideSecrets(setting.secrets)
  const live = hider.pieces()
  const tell = (text: string) => {
    if (text !== '') onOutput?.(text)
  }
  const result = await (outside ? parts.outside : parts.sandbox).exec({
    ...request,
    env: setting.env,
    limits,
    onStart: recordBox(parts, fence),
    onOutput: (text) => tell(live.push(text)),
  })
  tell(live.end())
  return { ...result, output: hider.hide(result.output) }
}
