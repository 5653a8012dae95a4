'use client'
// What looking at the repository suggests, and why. A person decides.
import type { SuggestedSettings } from '../../lib/domain/suggest-settings.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'

export function SuggestionNote({
  suggestion,
  filled,
  onUse,
}: {
  suggestion: SuggestedSettings
  filled: boolean
  onUse: () => void
}) {
  return (
    <Callout
      title={
        filled
          ? 'These settings were suggested by the repository: look at them, then try them'
          : 'The repository suggests other settings'
      }
      action={filled ? null : <Button onClick={onUse}>Fill in the suggestions</Button>}
    >
      {suggestion.reasons.length > 0 ? (
        <ul className="list-disc pl-4">
          {suggestion.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : (
        'Nothing in it says how it is set up or checked. Write the commands yourself.'
      )}
    </Callout>
  )
}
