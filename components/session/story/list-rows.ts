// The story's items as the rows of the list: what is silent is left out, and the routine of old turns folds into one row.
// What a person said, decided or must know never folds. Pure.
import type { CallView, StoryItem } from '../../../lib/domain/story.ts'
import { plural } from '../words.ts'

export type StoryRow = { key: string; at: string; showTime: boolean } & (
  | { kind: 'item'; item: StoryItem }
  | { kind: 'folded'; turnKey: string; open: boolean; words: string }
)

/** Turns that stay open: the running one and the last that ended. */
const keepOpen = 2
/** A turn with less routine than this is not worth folding. */
const worthFolding = 3

type TurnItem = Extract<StoryItem, { kind: 'turn' }>

/** `opened` are keys of old turns that the reader unfolded; `openAskId` is left out, because it is shown by itself. */
export function listRows(
  items: readonly StoryItem[],
  openAskId: string | null,
  opened: ReadonlySet<string>,
): StoryRow[] {
  const shown = items.filter((item) => !isSilent(item, openAskId))
  const turns = shown.filter((item): item is TurnItem => item.kind === 'turn' && item.ended !== null)
  const old = new Set(turns.slice(0, -keepOpen).map((turn) => turn.key))
  const rows: StoryRow[] = []
  let turn: TurnItem | null = null
  for (const [index, item] of shown.entries()) {
    if (item.kind === 'turn') {
      turn = item
      const routine = routineAfter(shown, index)
      if (old.has(item.key) && routine.length >= worthFolding) {
        const open = opened.has(item.key)
        rows.push({
          kind: 'folded',
          key: `fold-${item.key}`,
          at: item.at,
          showTime: true,
          turnKey: item.key,
          open,
          words: describeRoutine(item, routine),
        })
        if (!open) continue
      }
    }
    const folded =
      turn &&
      isRoutine(item) &&
      rows.some((row) => row.kind === 'folded' && row.turnKey === turn?.key && !row.open)
    if (!folded) rows.push({ kind: 'item', key: item.key, at: item.at, showTime: true, item })
  }
  return rows.map((row, index) => ({
    ...row,
    showTime: index === 0 || minute(row) !== minute(rows[index - 1]!),
  }))
}

/** Calls about the plan itself are told by the plan; only when they fail they are worth a word. */
export const toldCalls = (calls: readonly CallView[]): CallView[] =>
  calls.filter(
    (call) => (call.name !== 'propose_plan' && call.name !== 'update_plan') || call.outcome === 'failed',
  )

const minute = (row: { at: string }) => Math.floor(Date.parse(row.at) / 60_000)

function isSilent(item: StoryItem, openAskId: string | null): boolean {
  if (item.kind === 'words') return item.text === '' && item.reasoning === ''
  if (item.kind === 'desired') return true
  if (item.kind === 'work') return toldCalls(item.calls).length === 0
  return item.kind === 'ask' && item.ask.approvalId === openAskId
}

const isRoutine = (item: StoryItem) =>
  item.kind === 'words' || item.kind === 'work' || item.kind === 'snapshot'

function routineAfter(items: readonly StoryItem[], turnIndex: number): StoryItem[] {
  const end = items.findIndex((item, index) => index > turnIndex && item.kind === 'turn')
  return items.slice(turnIndex + 1, end < 0 ? undefined : end).filter(isRoutine)
}

function describeRoutine(turn: TurnItem, routine: readonly StoryItem[]): string {
  const calls = routine.flatMap((item) => (item.kind === 'work' ? toldCalls(item.calls) : []))
  const said = routine.filter((item) => item.kind === 'words').length
  const counts = [calls.length > 0 ? countCalls(calls) : '', said > 0 ? plural(said, 'reply', 'replies') : '']
  return `${turnName(turn)}: ${counts.filter(Boolean).join(', ')}`
}

export function turnName(turn: Pick<TurnItem, 'turnKind' | 'round'>): string {
  switch (turn.turnKind) {
    case 'plan':
      return 'Plans'
    case 'implement':
      return 'Implements'
    case 'fix':
      return `Round ${turn.round + 1}, corrects what failed`
    case 'revise':
      return 'Works on what was sent back'
  }
}

/** "6 commands, 4 files changed, 2 read": what a group of calls came to. */
export function countCalls(calls: readonly CallView[]): string {
  const count = (name: string) => calls.filter((call) => call.name === name).length
  const changed = new Set(calls.filter((call) => call.name === 'apply_patch').flatMap((call) => call.paths))
    .size
  const counts: [number, string][] = [
    [count('exec_command'), plural(count('exec_command'), 'command')],
    [changed, plural(changed, 'file')],
    [count('read_file'), `${count('read_file').toLocaleString('en')} read`],
    [count('search'), plural(count('search'), 'search', 'searches')],
  ]
  const told = counts.filter(([number]) => number > 0).map(([, words]) => words)
  return told.length > 0 ? told.join(', ') : plural(calls.length, 'call')
}
