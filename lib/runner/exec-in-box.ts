// One command in the box of a session: recorded before it starts, with the project's environment and limits.
import type { Fence } from '../event-log/record.ts'
import type { ExecResult, NetworkGrant } from '../sandbox/sandbox.ts'
import { recordBox } from './boxes.ts'
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

export function execInBox(
  parts: RunnerParts,
  setting: ProjectSetting,
  fence: Pick<Fence, 'sessionId' | 'epoch'>,
  command: BoxedCommand,
): Promise<ExecResult> {
  const { outside, timeoutMs, ...request } = command
  const limits =
    timeoutMs === undefined
      ? setting.limits
      : { ...setting.limits, timeoutMs: Math.min(timeoutMs, setting.limits.timeoutMs) }
  return (outside ? parts.outside : parts.sandbox).exec({
    ...request,
    env: setting.env,
    limits,
    onStart: recordBox(parts, fence),
  })
}
