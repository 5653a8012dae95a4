'use client'
// States worth asking for in the sample, each with what it shows.
import { cx } from '../ui/cx.ts'
import { Section } from '../ui/section.tsx'

export type SuggestedState = { title: string; text: string; scenario: string; shows: string }

export function SuggestedStates({
  states,
  chosen,
  onChoose,
}: {
  states: readonly SuggestedState[]
  chosen: string | null
  onChoose: (state: SuggestedState) => void
}) {
  return (
    <Section title="Suggested for the sample">
      <ul>
        {states.map((state) => (
          <li key={state.scenario}>
            <button
              type="button"
              aria-pressed={chosen === state.scenario}
              onClick={() => onChoose(state)}
              className={cx(
                'w-full border-line border-t px-2 py-1.5 text-left hover:bg-sunken touch',
                chosen === state.scenario && 'bg-sunken shadow-[inset_2px_0_0_var(--ink)]',
              )}
            >
              <span className="font-medium">{state.title}</span>{' '}
              <span className="text-ink-3">{state.shows}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
