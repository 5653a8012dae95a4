'use client'
// A plan that a person is editing and has not approved yet. Bound to the approval it answers; survives a reload.
import { createContext, type ReactNode, use, useMemo } from 'react'
import type { AskView } from '../../lib/domain/story.ts'
import type { PlanStep } from '../../lib/protocol/values.ts'
import { useScope } from './session-scope.tsx'
import { useStored } from './use-stored.ts'

export type PlanDraft = { approvalId: string; summary: string; steps: PlanStep[] }
type Held = { draft: PlanDraft | null; setDraft: (draft: PlanDraft | null) => void }

const Draft = createContext<Held>({ draft: null, setDraft: () => {} })

export function PlanDraftProvider({ children }: { children: ReactNode }) {
  const { sessionId } = useScope()
  const [draft, setDraft] = useStored<PlanDraft | null>(`countersign.plan.${sessionId}`, null)
  const held = useMemo(() => ({ draft, setDraft }), [draft, setDraft])
  return <Draft value={held}>{children}</Draft>
}

/** The draft for this approval; one that was begun for an earlier plan is not shown. */
export function usePlanDraft(ask: AskView | null): Held & { begin: () => void } {
  const { draft, setDraft } = use(Draft)
  const subject = ask?.subject.kind === 'plan' ? ask.subject : null
  return {
    draft: draft && ask && draft.approvalId === ask.approvalId ? draft : null,
    setDraft,
    begin: () => {
      if (ask && subject)
        setDraft({ approvalId: ask.approvalId, summary: subject.summary, steps: subject.steps })
    },
  }
}

/** What keeps the edited plan from being approved, or null. */
export function problemOfPlan({ steps }: PlanDraft): string | null {
  if (steps.length === 0) return 'A plan needs at least one step.'
  if (steps.some((step) => step.title.trim() === '')) return 'Every step needs a title.'
  return null
}
