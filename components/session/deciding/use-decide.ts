'use client'
// Answers the open approval. The digest that is sent is that of what the reader saw; a refusal stays beside the buttons.
import { useState } from 'react'
import type { AskView } from '../../../lib/domain/story.ts'
import type { SessionCommand } from '../../../lib/protocol/commands.ts'
import { useScope } from '../session-scope.tsx'

export type Decision = AskView['decisions'][number]['decision']
export type Edit = Extract<SessionCommand, { type: 'approval.decide' }>['data']['edit']
export type Decide = {
  /** The decision under way; the buttons rest until its answer. */
  busy: Decision | null
  problem: string | null
  /** Resolves with whether it was taken. */
  decide: (decision: Decision, more?: { reason?: string; edit?: Edit }) => Promise<boolean>
}

export function useDecide(ask: AskView | null): Decide {
  const { client } = useScope()
  const [busy, setBusy] = useState<Decision | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  async function decide(decision: Decision, more: { reason?: string; edit?: Edit } = {}): Promise<boolean> {
    if (!ask || busy) return false
    setBusy(decision)
    setProblem(null)
    const answer = await client.send('approval.decide', {
      approvalId: ask.approvalId,
      digest: ask.digest,
      decision,
      reason: more.reason ?? '',
      ...(more.edit && { edit: more.edit }),
    })
    setBusy(null)
    if (!answer.ok) setProblem(answer.message)
    return answer.ok
  }
  return { busy, problem, decide }
}
