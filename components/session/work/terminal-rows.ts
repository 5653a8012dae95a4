// All calls of a session as the lines of one long terminal: a head for each, its output below. Pure.
import type { CallView, StoryItem } from '../../../lib/domain/story.ts'
import type { LongText } from '../../../lib/protocol/values.ts'
import { visibleText } from '../../../lib/protocol/visible-text.ts'
import { plainOutput } from '../load-long-text.ts'

export type TerminalRow =
  | { kind: 'head'; key: string; call: CallView }
  | { kind: 'line'; key: string; text: string }
  /** The rest of this output is kept elsewhere and can be loaded. */
  | { kind: 'more'; key: string; call: CallView; text: Exclude<LongText, string> }

/** Commands, and any other call that is asked for by its id, in the order in which they began. */
export function terminalCalls(items: readonly StoryItem[], selected: string | null): CallView[] {
  return items
    .flatMap((item) => (item.kind === 'work' ? item.calls : []))
    .filter((call) => call.name === 'exec_command' || call.callId === selected)
}

/** `live` is the text so far of calls that run; `loaded` the whole of outputs that were fetched, by call. */
export function terminalRows(
  calls: readonly CallView[],
  live: (callId: string) => string,
  loaded: ReadonlyMap<string, string>,
): TerminalRow[] {
  const rows: TerminalRow[] = []
  for (const call of calls) {
    rows.push({ kind: 'head', key: call.callId, call })
    const { output } = call
    const whole = loaded.get(call.callId)
    const text =
      whole ?? (output === null ? live(call.callId) : typeof output === 'string' ? output : output.head)
    for (const [index, line] of outputLines(text).entries())
      rows.push({ kind: 'line', key: `${call.callId}:${index}`, text: line })
    if (whole === undefined && output !== null && typeof output !== 'string')
      rows.push({ kind: 'more', key: `${call.callId}:more`, call, text: output })
  }
  return rows
}

/** Plain lines without the empty one after the last line's end. */
export function outputLines(text: string): string[] {
  if (text === '') return []
  const lines = plainOutput(text).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map(visibleText)
}
