'use client'
// The keys of the diff: they exist only while the focus is in it, so that no single key fires from elsewhere.

import { type RefObject, useEffect, useState } from 'react'
import { type Action, useKeys } from '../ui/use-keys.ts'

export type DiffActions = {
  move: (by: 'hunk' | 'file', step: 1 | -1) => void
  decide: (decision: 'accept' | 'reject' | 'undo') => void
  decideFile: (decision: 'accept' | 'reject') => void
  comment: () => void
  reason: () => void
  openFile: () => void
  toggleLayout: () => void
}

/** @param box the panel; a dialog or menu that is opened from it keeps it active */
export function useDiffKeys(box: RefObject<HTMLElement | null>, actions: DiffActions, open: boolean): void {
  const active = useActive(box)
  const group = 'Changes'
  const moving = { group, repeats: true, hidden: true }
  const keys: Action[] = [
    { ...moving, keys: 'j', label: 'Next hunk', run: () => actions.move('hunk', 1) },
    { ...moving, keys: 'k', label: 'Previous hunk', run: () => actions.move('hunk', -1) },
    { ...moving, keys: 'n', label: 'Next hunk', run: () => actions.move('hunk', 1) },
    { ...moving, keys: 'p', label: 'Previous hunk', run: () => actions.move('hunk', -1) },
    { ...moving, keys: ']', label: 'Next file', run: () => actions.move('file', 1) },
    { ...moving, keys: '[', label: 'Previous file', run: () => actions.move('file', -1) },
    { group, keys: 'o', label: 'Open the file in the editor', run: actions.openFile },
    { group, keys: 'm', label: 'One column or two', run: actions.toggleLayout },
  ]
  const deciding: Action[] = [
    { group, keys: 'a', label: 'Accept the hunk', run: () => actions.decide('accept') },
    { group, keys: 'x', label: 'Reject the hunk', run: () => actions.decide('reject') },
    { group, keys: 'u', label: 'Undo the decision', run: () => actions.decide('undo') },
    { group, keys: 'Shift+A', label: 'Accept the file', run: () => actions.decideFile('accept') },
    { group, keys: 'Shift+X', label: 'Reject the file', run: () => actions.decideFile('reject') },
    { group, keys: 'c', label: 'Comment on the hunk', run: actions.comment },
    { group, keys: 'r', label: 'Say why it is rejected', run: actions.reason },
  ]
  useKeys(active ? (open ? [...keys, ...deciding] : keys) : [])
}

function useActive(box: RefObject<HTMLElement | null>): boolean {
  const [active, setActive] = useState(false)
  useEffect(() => {
    const look = (event: FocusEvent) => {
      const target = event.target as HTMLElement
      if (box.current?.contains(target)) setActive(true)
      else if (!target.closest('[role="dialog"], [role="menu"]')) setActive(false)
    }
    document.addEventListener('focusin', look)
    if (box.current?.contains(document.activeElement)) setActive(true)
    return () => document.removeEventListener('focusin', look)
  }, [box])
  return active
}
