'use client'
// Waits that are answered elsewhere: the review in the changes, the signature on its own screen, trouble in the settings.
import { useState } from 'react'
import type { SessionState } from '../../../lib/domain/session-state.ts'
import type { AskView, ReviewView } from '../../../lib/domain/story.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { isKeyRefused } from '../describe-state.ts'
import { useScope } from '../session-scope.tsx'
import { openPlace } from '../use-work-place.ts'
import { plural, shortDigest } from '../words.ts'
import { peopleWords } from './command-words.ts'
import { DecidingFrame, OnlyReading } from './deciding-frame.tsx'

export function ReviewWaits({ review, open }: { review: ReviewView | null; open: boolean }) {
  const { reader } = useScope()
  const show = () => openPlace({ tab: 'changes' })
  useKeys([{ keys: 'o', label: 'Open the review', run: show }])
  const files = new Set(review?.hunks.map((hunk) => hunk.path)).size
  const decided = Object.keys(review?.decisions ?? {}).length
  return (
    <DecidingFrame
      title={
        review
          ? `Review waits: ${plural(files, 'file')}, ${plural(review.hunks.length, 'hunk')}`
          : 'Review waits'
      }
      buttons={
        !open && (
          <Button variant="primary" keys="o" className="ml-auto max-md:flex-1" onClick={show}>
            Open review
          </Button>
        )
      }
    >
      {review?.failing && <p className="text-bad">{review.failing}</p>}
      <p className="text-ink-2">
        {decided > 0 && review && `${decided} of ${review.hunks.length} decided. `}
        Accept or reject each hunk, then send it back or ask for the signature.
      </p>
      {!reader.mayDecide && <OnlyReading />}
    </DecidingFrame>
  )
}

export function SignatureWaits({ ask }: { ask: AskView }) {
  const { reader } = useScope()
  const show = () => openPlace({ tab: 'signature' })
  useKeys([{ keys: 'o', label: 'Open the signature', run: show }])
  return (
    <DecidingFrame
      title="The signature waits"
      buttons={
        <Button
          variant={reader.mayDecide ? 'primary' : 'plain'}
          keys="o"
          className="ml-auto max-md:flex-1"
          onClick={show}
        >
          {reader.mayDecide ? 'Open and sign' : 'Open'}
        </Button>
      }
    >
      <p className="text-ink-2">
        The accepted hunks are built and checked. {ask.rule} {peopleWords(ask)}{' '}
        <code className="text-code text-ink-3">{shortDigest(ask.digest)}</code>
      </p>
      {!reader.mayDecide && <OnlyReading />}
    </DecidingFrame>
  )
}

/** The provider refused, or the run failed: nothing is lost, and a person can mend it and go on. */
export function TroubleBlock({ run }: { run: SessionState['run'] }) {
  const { client, reader } = useScope()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  async function retry() {
    setBusy(true)
    const answer = await client.send('run.retry', {})
    setBusy(false)
    setProblem(answer.ok ? null : answer.message)
  }
  const trouble = describeTrouble(run)
  useKeys(trouble && reader.mayWrite ? [{ keys: 'r', label: 'Retry', run: () => void retry() }] : [])
  if (!trouble) return null
  return (
    <DecidingFrame
      tone="bad"
      title={trouble.title}
      problem={problem}
      buttons={
        reader.mayWrite && (
          <>
            {trouble.key && (
              <ButtonLink href="/settings" className="max-md:flex-1">
                Fix key
              </ButtonLink>
            )}
            <Button
              variant="primary"
              keys="r"
              busy={busy}
              className="ml-auto max-md:flex-1"
              onClick={() => void retry()}
            >
              Retry
            </Button>
          </>
        )
      }
    >
      <p className="wrap-anywhere text-ink-2">{trouble.detail}</p>
    </DecidingFrame>
  )
}

function describeTrouble(run: SessionState['run']): { title: string; detail: string; key: boolean } | null {
  if (run.status === 'failed') return { title: 'Stopped; nothing lost.', detail: run.reason, key: false }
  if (run.status !== 'parked' || run.reason.kind === 'person') return null
  const key = run.reason.kind === 'provider' && isKeyRefused(run.reason.code)
  return {
    title: key ? 'Key refused. Paused; nothing lost.' : 'Paused; nothing lost.',
    detail: run.reason.message,
    key,
  }
}
