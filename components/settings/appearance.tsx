'use client'
// Light, dark, or as the system says; kept in this browser.
import { setTheme, type ThemeChoice, themeNames, useThemeChoice } from '../shell/theme.ts'
import { Radio } from '../ui/checkbox.tsx'

export function Appearance() {
  const chosen = useThemeChoice()
  return (
    <fieldset className="flex flex-wrap gap-x-6 border-line border-t pt-2">
      <legend className="sr-only">Theme</legend>
      {(Object.keys(themeNames) as ThemeChoice[]).map((choice) => (
        <Radio
          key={choice}
          name="theme"
          label={themeNames[choice]}
          checked={chosen === choice}
          onChange={() => setTheme(choice)}
        />
      ))}
    </fieldset>
  )
}
