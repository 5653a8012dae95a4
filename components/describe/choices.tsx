'use client'
// How a session goes and what proves it: plan first or not, and which checks count.
import Link from 'next/link'
import type { Check } from '../../lib/protocol/values.ts'
import { Checkbox, Radio } from '../ui/checkbox.tsx'

export function ModeChoice({
  mode,
  onChange,
}: {
  mode: 'plan' | 'direct'
  onChange: (mode: 'plan' | 'direct') => void
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="pb-1 font-medium">Way</legend>
      <Radio
        name="mode"
        checked={mode === 'plan'}
        onChange={() => onChange('plan')}
        label="Plan first"
        hint="You approve, edit or send back a plan before any file changes."
      />
      <Radio
        name="mode"
        checked={mode === 'direct'}
        onChange={() => onChange('direct')}
        label="Straight to the diff"
        hint="The agent begins at once; you review every hunk all the same."
      />
    </fieldset>
  )
}

export function ChecksChoice({
  checks,
  without,
  onChange,
  settingsHref,
}: {
  checks: Check[]
  without: string[]
  onChange: (without: string[]) => void
  settingsHref: string
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="pb-1 font-medium">Checks</legend>
      {checks.map((check) => (
        <Checkbox
          key={check.id}
          checked={!without.includes(check.id)}
          onChange={(event) =>
            onChange(event.target.checked ? without.filter((id) => id !== check.id) : [...without, check.id])
          }
          label={check.name}
          hint={
            <code className="line-clamp-1 wrap-anywhere" title={check.command}>
              {check.command}
            </code>
          }
        />
      ))}
      {checks.length === 0 && (
        <p className="text-waits">
          No checks are set, so nothing would prove the change.{' '}
          <Link href={settingsHref} className="underline underline-offset-2">
            Set them
          </Link>
        </p>
      )}
    </fieldset>
  )
}
