// All keys and actions of what is on the screen, in one place: the listener, the help and the palette read the same list.
// A single key never fires in a text field, and keys of the page rest while a dialog is open.
import { createKeybindingsHandler } from 'tinykeys'

export type Action = {
  /** As tinykeys writes it: "j", "g w", "$mod+k", "[Shift]+?". Absent: an action of the palette alone. */
  keys?: string
  /** A verb and its object, sentence case: "Approve the plan". */
  label: string
  /** Heading in help and palette; absent: "This page". */
  group?: string
  /** More words that find it in the palette. */
  words?: string
  run: (event?: KeyboardEvent) => void
  /** Also while a dialog is open, and (with a modifier) in a text field. */
  everywhere?: boolean
  /** Fires again while the key is held: for moving. */
  repeats?: boolean
  /** Listed in help but not in the palette: for moving and the like. */
  hidden?: boolean
}

const sets = new Map<symbol, readonly Action[]>()
const readers = new Set<() => void>()
let list: readonly Action[] = []
let stop: (() => void) | null = null

/** Adds actions until the returned function is called. Of two with the same keys the later one wins. */
export function register(actions: readonly Action[]): () => void {
  const key = Symbol()
  sets.set(key, actions)
  changed()
  return () => {
    sets.delete(key)
    changed()
  }
}

export const readActions = (): readonly Action[] => list
export const readNoActions = (): readonly Action[] => none
const none: readonly Action[] = []
export function subscribeActions(onChange: () => void): () => void {
  readers.add(onChange)
  return () => readers.delete(onChange)
}

function changed(): void {
  const byKeys = new Map<string, Action>()
  for (const actions of sets.values())
    for (const action of actions) byKeys.set(action.keys ?? `label:${action.label}`, action)
  list = [...byKeys.values()]
  for (const reader of readers) reader()
  listenTo(list)
}

function listenTo(actions: readonly Action[]): void {
  stop?.()
  // Sequences first, so that "g p" is not taken for "p".
  const bound = actions
    .filter((action) => action.keys)
    .sort((a, b) => Number(b.keys!.includes(' ')) - Number(a.keys!.includes(' ')))
  const bindings = bound.map((action): [string, (event: KeyboardEvent) => void] => [
    action.keys!,
    (event) => {
      if (event.repeat && !action.repeats) return
      if (!action.everywhere && (isDialogOpen() || inTextField(event))) return
      if (event.key === 'Enter' && onControl(event)) return
      event.preventDefault()
      action.run(event)
    },
  ])
  const listener = createKeybindingsHandler(Object.fromEntries(bindings), { ignore: ignores })
  window.addEventListener('keydown', listener)
  stop = () => window.removeEventListener('keydown', listener)
}

const ignores = (event: KeyboardEvent) =>
  event.isComposing || event.defaultPrevented || (inTextField(event) && !event.metaKey && !event.ctrlKey)
const isDialogOpen = () =>
  document.querySelector('[role="dialog"][data-state="open"], [role="menu"][data-state="open"]') !== null

/** Enter on a focused link or button is that control's own. */
const onControl = (event: KeyboardEvent) =>
  event.target instanceof Element && event.target.closest('a, button, summary, [role="tab"]') !== null

function inTextField(event: KeyboardEvent): boolean {
  const target = event.target
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select') ||
      target.closest('.monaco-editor') !== null)
  )
}
