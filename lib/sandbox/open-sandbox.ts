// The one door for callers: tests what this machine can do and gives the best sandbox that it has.

import type { SandboxOptions } from './assemble-sandbox.ts'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import { detectSandbox } from './detect.ts'
import { createPlainSandbox } from './none.ts'
import type { Sandbox } from './sandbox.ts'

/** Look at `report.level` of what comes back: 'none' means that each command needs a person's click. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const report = await detectSandbox()
  return report.level === 'none'
    ? createPlainSandbox({ ...options, report })
    : createBubblewrapSandbox({ ...options, report })
}
