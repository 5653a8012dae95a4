'use client'
// Between "ask to sign" and the signature: what is being built and checked; and when a check fails, its output and the way
// back to the agent.

import type { SessionView } from '../../lib/realtime/session-client.ts'
import { loadLongText } from '../session/load-long-text.ts'
import { useScope } from '../session/session-scope.tsx'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { LongText } from '../ui/long-text.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { describeBuild, failureMessage } from './describe-build.ts'
import { openSendBack } from './review-actions.tsx'
import type { Review } from './use-review.ts'

export function BuildProgress({ view, review }: { view: SessionView; review: Review }) {
  const { sessionId } = useScope()
  const build = describeBuild(view.state, view.story)
  const failing = review.review?.failing
  if (build.kind === 'working')
    return (
      <p
        role="status"
        className="flex items-center gap-2 border-line border-b bg-running-surface px-3 py-2 text-running"
      >
        <Spinner />
        <span>
          {build.words}
          {build.run && <Which run={build.run} />}
        </span>
      </p>
    )
  if (build.kind === 'failed')
    return (
      <div className="max-h-1/2 shrink-0 overflow-y-auto border-line border-b p-3">
        <Callout
          tone="bad"
          title="The accepted changes fail their checks, so there is nothing to sign"
          action={
            review.open ? (
              <Button
                onClick={() => {
                  const message = failureMessage(build, view.state.targetBranch)
                  review.update((draft) => ({ ...draft, message }))
                  openSendBack()
                }}
              >
                Send back with this output
              </Button>
            ) : undefined
          }
        >
          Merged with {view.state.targetBranch} as tree <code>{build.run.tree.slice(0, 7)}</code>, on a clean
          checkout.
        </Callout>
        {build.results.map((result) => (
          <section key={result.checkId} aria-label={`${result.name} failed`} className="mt-3">
            <h3 className="mb-1">
              <b className="font-medium">{result.name}</b>{' '}
              <span className="text-ink-3">
                {result.exitCode === null ? 'did not end by itself' : `exit code ${result.exitCode}`}
              </span>
            </h3>
            {result.failures.length > 0 && (
              <ul className="mb-1">
                {result.failures.slice(0, 20).map((failure) => (
                  <li key={failure.name} className="text-bad wrap-anywhere">
                    {failure.name}
                  </li>
                ))}
              </ul>
            )}
            <LongText
              text={result.output}
              load={() => loadLongText(sessionId, build.run.finishedSeq ?? 0, result.output)}
              fromEnd
              label={`Output of ${result.name}`}
            />
          </section>
        ))}
      </div>
    )
  if (!failing || !review.open) return null
  return (
    <div className="border-line border-b p-3">
      <Callout tone="waits" title="Checks still fail on this tree">
        {failing}
      </Callout>
    </div>
  )
}

function Which({ run }: { run: { checks: { checkId: string; name: string }[] } }) {
  const names = run.checks.map((check) => check.name).join(', ')
  return names ? <span className="text-ink-2">: {names}</span> : null
}
