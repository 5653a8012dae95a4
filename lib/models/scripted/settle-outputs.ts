// Tool calls that a restart interrupted are made again; this matches the second answer to the first call.
// Pure. To the rest of a script an interrupted call and its repetition are one.

import type { ToolOutput } from './find-phase.ts'

export type SettledOutputs = {
  /** One per call that was made, repetitions not counted. */
  outputs: ToolOutput[]
  /** Calls whose only answer so far is that they were interrupted. */
  interrupted: ToolOutput[]
}

type Slot = { output: ToolOutput; open: boolean; mayBeDone: boolean }

export function settleOutputs(all: readonly ToolOutput[]): SettledOutputs {
  const slots: Slot[] = []
  for (const output of all) {
    const open = isInterrupted(output)
    const first = slots.find((slot) => slot.open && isSameCall(slot.output, output))
    if (!first) slots.push({ output, open, mayBeDone: open && wasStarted(output) })
    else if (!open) {
      first.output = first.mayBeDone && isFailedPatch(output) ? { ...output, text: APPLIED_BEFORE } : output
      first.open = false
    }
  }
  return {
    outputs: slots.map((slot) => slot.output),
    interrupted: slots.filter((slot) => slot.open).map((slot) => slot.output),
  }
}

/** A patch that does not fit after an interruption is one that had been applied before it; the checks will tell. */
const APPLIED_BEFORE = 'Exit code: 0\nOutput:\nApplied before the interruption.'

export function isFailedPatch({ name, text }: ToolOutput): boolean {
  return name === 'apply_patch' && !isInterrupted({ text }) && !/^Exit code: 0\b/.test(text)
}

export function isInterrupted({ text }: Pick<ToolOutput, 'text'>): boolean {
  return /^(Interrupted|Not run)\b/.test(text)
}

function wasStarted({ text }: ToolOutput): boolean {
  return text.startsWith('Interrupted')
}

function isSameCall(a: ToolOutput, b: ToolOutput): boolean {
  return a.name === b.name && a.arguments === b.arguments
}
