'use client'
// Light, dark, or as the system says. The choice is kept in this browser; public/theme.js applies it before the first paint.
import { useSyncExternalStore } from 'react'

export const themeNames = { system: 'As the system', light: 'Light', dark: 'Dark' } as const
export type ThemeChoice = keyof typeof themeNames

const changed = 'themechange'
const darkQuery = '(prefers-color-scheme: dark)'

export function setTheme(choice: ThemeChoice): void {
  const root = document.documentElement
  if (choice === 'system') delete root.dataset.theme
  else root.dataset.theme = choice
  try {
    if (choice === 'system') localStorage.removeItem('theme')
    else localStorage.setItem('theme', choice)
  } catch {
    // No storage: the choice holds until the page is loaded again.
  }
  window.dispatchEvent(new Event(changed))
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(darkQuery)
  window.addEventListener(changed, onChange)
  query.addEventListener('change', onChange)
  return () => {
    window.removeEventListener(changed, onChange)
    query.removeEventListener('change', onChange)
  }
}

function readChoice(): ThemeChoice {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}
const readShown = (): 'light' | 'dark' => {
  const choice = readChoice()
  return choice === 'system' ? (matchMedia(darkQuery).matches ? 'dark' : 'light') : choice
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, readChoice, () => 'system')
}

/** What is on the screen now, for parts that draw themselves (the editor). */
export function useShownTheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, readShown, () => 'light')
}
