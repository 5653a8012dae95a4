'use client'
// Keys and actions of a component, for as long as it is on the screen. `run` may close over fresh state: only labels and keys are compared.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { type Action, readActions, readNoActions, register, subscribeActions } from './key-registry.ts'

export type { Action } from './key-registry.ts'

export function useKeys(actions: readonly Action[]): void {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  const shape = actions
    .map(
      (action) =>
        `${action.keys ?? ''}|${action.label}|${action.group ?? ''}|${action.words ?? ''}|${action.everywhere ?? ''}`,
    )
    .join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for the list; `run` is read when it fires
  useEffect(
    () =>
      register(
        latest.current.map((action, index) => ({
          ...action,
          run: (event) => latest.current[index]?.run(event),
        })),
      ),
    [shape],
  )
}

/** What can be done now, for help and palette. */
export function useActions(): readonly Action[] {
  return useSyncExternalStore(subscribeActions, readActions, readNoActions)
}
