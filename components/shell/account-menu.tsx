'use client'
// Who is signed in, how it looks, and the way out.
import { roleWords } from '../people/role-words.ts'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx'
import type { ShellPerson } from './shell.tsx'
import { signOut } from './sign-out.ts'
import { setTheme, type ThemeChoice, themeNames, useThemeChoice } from './theme.ts'

export function AccountMenu({ person }: { person: ShellPerson }) {
  const theme = useThemeChoice()
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          title={person.name}
          className="mt-1 grid size-7 place-items-center rounded-full border border-line font-medium text-2xs text-ink-2 hover:border-line-strong hover:text-ink"
        >
          <span aria-hidden="true">{initials(person.name)}</span>
          <span className="sr-only">Account of {person.name}</span>
        </button>
      }
    >
      <MenuLabel>
        <span className="block text-ink text-sm">{person.name}</span>
        {person.email} · {roleWords[person.role].name}
      </MenuLabel>
      <MenuLine />
      <MenuLabel>Appearance</MenuLabel>
      {(Object.keys(themeNames) as ThemeChoice[]).map((choice) => (
        <MenuCheck key={choice} checked={theme === choice} onChange={() => setTheme(choice)}>
          {themeNames[choice]}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => void signOut()}>Sign out</MenuItem>
    </Menu>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('')
}
