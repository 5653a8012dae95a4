// Names of keys as a person's keyboard shows them. `keys` is written as bindings are: "$mod+k", "g w", "Shift+a", "Enter".
// Shown only where there is a keyboard; decorative for screen readers, which have `aria-keyshortcuts` on the control.
import { cx } from './cx.ts'

const names: Record<string, [apple: string, other: string]> = {
  $mod: ['⌘', 'Ctrl '],
  Shift: ['⇧', '⇧'],
  Alt: ['⌥', 'Alt '],
  Enter: ['↵', '↵'],
  Escape: ['Esc', 'Esc'],
  ArrowUp: ['↑', '↑'],
  ArrowDown: ['↓', '↓'],
  ArrowLeft: ['←', '←'],
  ArrowRight: ['→', '→'],
}

/** "$mod+k" → "⌘K" on Apple keyboards and "Ctrl K" elsewhere; "g w" → "G W". */
export function nameOfKeys(keys: string, platform: 'apple' | 'other'): string {
  const side = platform === 'apple' ? 0 : 1
  return keys
    .split(' ')
    .map((press) =>
      press
        .split(/(?<=[\w\]])\+/)
        .filter((part) => !part.startsWith('['))
        .map((part) => names[part]?.[side] ?? (part.length === 1 ? part.toUpperCase() : part))
        .join(''),
    )
    .join(' ')
}

export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const apple = nameOfKeys(keys, 'apple')
  const other = nameOfKeys(keys, 'other')
  const look = cx('font-mono text-2xs text-ink-3 max-md:hidden', className)
  if (apple === other) {
    return (
      <span aria-hidden="true" className={look}>
        {apple}
      </span>
    )
  }
  return (
    <span aria-hidden="true" className={look}>
      <span data-keys="apple">{apple}</span>
      <span data-keys="other">{other}</span>
    </span>
  )
}

/** "$mod+k" as `aria-keyshortcuts` wants it. */
export function ariaKeys(keys: string | undefined): string | undefined {
  return keys?.replace('$mod', 'Control').replace(/\[Shift\]\+/g, '')
}
