// Which models a session can be given here, as the menu shows them. Pure.
import type { ModelChoice } from '../../lib/protocol/values.ts'
import type { SuggestedState } from './suggested-states.tsx'

export type ModelOption = { key: string; label: string; choice: ModelChoice }

export const keyOf = (choice: ModelChoice): string => `${choice.provider}:${choice.name}`
export const scriptedChoice = (scenario: string): ModelChoice => ({
  provider: 'scripted',
  name: `scripted/${scenario}`,
})

/** The configured model first; the scripts only where they can play. Empty: nothing can play here. */
export function modelOptions(
  configured: { name: string; host: string } | null,
  scripts: readonly SuggestedState[],
): ModelOption[] {
  const options: ModelOption[] = []
  if (configured) {
    const choice: ModelChoice = { provider: 'configured', name: configured.name }
    options.push({ key: keyOf(choice), label: `${configured.name} at ${configured.host}`, choice })
  }
  for (const { scenario, title } of scripts) {
    const choice = scriptedChoice(scenario)
    options.push({ key: keyOf(choice), label: `Script: ${title}`, choice })
  }
  return options
}
