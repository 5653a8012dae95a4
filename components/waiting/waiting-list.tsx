'use client'
// What waits for this person, most urgent first, decided by click or key. An answer shows at once; a refusal stays beside its line.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { WaitingRow } from '../../lib/queries/load-waiting.ts'
import { sendCommand } from '../../lib/realtime/session-client.ts'
import { cx } from '../ui/cx.ts'
import { toast } from '../ui/toast.tsx'
import { useKeys } from '../ui/use-keys.ts'
import { useListCursor } from '../ui/use-list-cursor.ts'
import { decidableHere } from './ask-words.ts'
import { type Decision, type DecisionState, WaitingLine } from './waiting-line.tsx'

const quiet: DecisionState = { busy: null, problem: null }

export function WaitingList({ rows }: { rows: WaitingRow[] }) {
  const router = useRouter()
  const [states, setStates] = useState<Record<string, DecisionState>>({})
  const cursor = useListCursor(rows.length, (index) => router.push(`/sessions/${rows[index]!.id}`), {
    start: 0,
    noun: 'thing that waits',
  })
  const current = rows[cursor.index]

  async function decide(row: WaitingRow, decision: Decision) {
    const { ask } = row
    if (!ask || states[ask.approvalId]?.busy) return
    const become = (state: DecisionState) => setStates((now) => ({ ...now, [ask.approvalId]: state }))
    become({ busy: decision, problem: null })
    const answer = await sendCommand({
      type: 'approval.decide',
      sessionId: row.id,
      data: { approvalId: ask.approvalId, digest: ask.digest, decision, reason: '' },
    })
    if (!answer.ok) return become({ busy: null, problem: answer.message })
    toast(decision === 'approve' ? 'Approved' : 'Denied', { description: row.title })
    router.refresh()
  }

  useKeys(
    current && decidableHere(current)
      ? [
          { keys: 'a', label: 'Approve what is marked', run: () => void decide(current, 'approve') },
          { keys: 'x', label: 'Deny what is marked', run: () => void decide(current, 'deny') },
        ]
      : [],
  )
  return (
    <ol className="overflow-hidden rounded-b-lg border border-line bg-surface">
      {rows.map((row, index) => (
        <li
          key={row.id}
          {...cursor.row(index)}
          onPointerMove={() => cursor.index !== index && cursor.set(index)}
          className={cx(
            'relative border-line border-t first:border-t-0',
            index === cursor.index && 'shadow-[inset_2px_0_0_var(--accent)]',
          )}
        >
          <WaitingLine
            row={row}
            state={states[row.ask?.approvalId ?? ''] ?? quiet}
            current={index === cursor.index}
            onDecide={(decision) => void decide(row, decision)}
          />
        </li>
      ))}
    </ol>
  )
}
