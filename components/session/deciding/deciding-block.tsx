'use client'
// Chooses what waits for a person now; nothing when nothing does. Only one exists, because only one can wait.
import { waitsFor } from '../../../lib/domain/session-state.ts'
import type { AskView, Story } from '../../../lib/domain/story.ts'
import type { SessionView } from '../../../lib/realtime/session-client.ts'
import { AskAllowance } from './ask-allowance.tsx'
import { AskCommand } from './ask-command.tsx'
import { AskPlan } from './ask-plan.tsx'
import { ReviewWaits, SignatureWaits, TroubleBlock } from './wait-blocks.tsx'

export function openAsk(view: Pick<SessionView, 'state' | 'story'>): AskView | null {
  const { approval } = view.state
  return approval ? findAsk(view.story, approval.id) : null
}

function findAsk(story: Story, approvalId: string): AskView | null {
  const item = story.items.findLast((one) => one.kind === 'ask' && one.ask.approvalId === approvalId)
  return item?.kind === 'ask' ? item.ask : null
}

/** `reviewOpen`: the changes are on the screen already, so opening them need not be offered. */
export function DecidingBlock({ view, reviewOpen }: { view: SessionView; reviewOpen: boolean }) {
  const { state, story } = view
  const waits = waitsFor(state)
  if (waits === null || state.phase === 'cancelled' || state.phase === 'rejected') return null
  if (waits === 'trouble' || waits === 'provider') return <TroubleBlock run={state.run} />
  if (waits === 'review') return <ReviewWaits review={story.review} open={reviewOpen} />
  const ask = openAsk(view)
  if (!ask) return null
  switch (ask.subject.kind) {
    case 'command':
      return <AskCommand key={ask.approvalId} ask={ask} subject={ask.subject} />
    case 'plan':
      return <AskPlan key={ask.approvalId} ask={ask} subject={ask.subject} />
    case 'setup':
    case 'checks':
      return <AskAllowance key={ask.approvalId} ask={ask} subject={ask.subject} />
    case 'signature':
      return <SignatureWaits key={ask.approvalId} ask={ask} />
  }
}
