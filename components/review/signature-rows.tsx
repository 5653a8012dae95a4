'use client'

// The rows of the signature screen: each a fact about exactly the tree that is signed, or the words that it is not known.

import { Check, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { PlanView } from '../../lib/domain/story.ts'
import type { CheckResult } from '../../lib/protocol/values.ts'
import { visibleLine } from '../../lib/protocol/visible-text.ts'
import { Copyable } from '../ui/copyable.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { plural } from './count-decisions.ts'
import type { SignatureView } from './describe-signature.ts'
import { findOffPlan } from './off-plan.ts'

const quiet = (text: ReactNode) => <span className="text-ink-3">{text}</span>

export function TreeRow({ view, branch }: { view: SignatureView; branch: string }) {
  const { subject, build } = view
  return (
    <>
      <Copyable value={subject.mergedTree} shown={`${subject.mergedTree.slice(0, 10)}…`} label="tree" /> on{' '}
      <code className="text-code">{branch}</code> at{' '}
      <Copyable value={subject.targetHead} shown={subject.targetHead.slice(0, 7)} label="commit" />
      {build &&
        quiet(
          <>
            {' '}
            · {plural(build.files, 'file')}, +{build.added} −{build.removed}
          </>,
        )}
    </>
  )
}

export function HunksRow({ view }: { view: SignatureView }) {
  const { build, rejectedWithReason } = view
  if (!build) return quiet('not loaded')
  const with_ =
    rejectedWithReason === build.rejected ? 'with a reason' : `${rejectedWithReason} with a reason`
  return (
    <>
      {build.accepted} accepted
      {build.rejected > 0 ? (
        <>
          , <span className="text-bad">{build.rejected} rejected</span>
          {rejectedWithReason > 0 && quiet(<> {with_}</>)}
        </>
      ) : (
        quiet(', none rejected')
      )}
      {view.deciders.length > 0 && quiet(<> · by {view.deciders.join(', ')}</>)}
    </>
  )
}

export function ChecksRow({ view }: { view: SignatureView }) {
  const { checks } = view
  if (!checks?.finished) return quiet('no check is known for this tree')
  const { results, ignored } = checks.finished
  if (results.length === 0) return quiet('this project has no checks')
  return (
    <>
      {results.map((result, at) => (
        <span key={result.checkId}>
          {at > 0 && quiet(' · ')}
          <Result result={result} />
        </span>
      ))}
      {ignored.length > 0 && quiet(<> · {plural(ignored.length, 'failure')} ignored, as on the base</>)}
      {quiet(
        <>
          {' '}
          · on exactly this tree, clean checkout, <RelativeTime at={checks.at} ago />
        </>,
      )}
    </>
  )
}

function Result({ result }: { result: CheckResult }) {
  const passed = result.outcome === 'passed'
  const Icon = passed ? Check : X
  return (
    <span className="whitespace-nowrap">
      <Icon
        aria-hidden="true"
        strokeWidth={2.5}
        className={`mr-1 inline size-3.5 align-[-2px] ${passed ? 'text-passed' : 'text-bad'}`}
      />
      {visibleLine(result.name)}{' '}
      {result.counts ? (
        <span data-count>
          {result.counts.passed} passed
          {result.counts.failed > 0 && <span className="text-bad">, {result.counts.failed} failed</span>}
        </span>
      ) : passed ? (
        'passed'
      ) : (
        <span className="text-bad">failed</span>
      )}
    </span>
  )
}

export function TestsRow({ view }: { view: SignatureView }) {
  const loosened = view.checks?.finished?.loosened
  if (!loosened) return quiet('no test or check was touched')
  const removed = loosened.files.filter((file) => file.removedAssertions > 0)
  const total = removed.reduce((sum, file) => sum + file.removedAssertions, 0)
  const base = {
    passed: 'the base’s tests also pass on the new code',
    failed: `the base’s tests fail on the new code`,
    'not-run': 'the base’s tests were not run on the new code',
  }[loosened.baseTests]
  return (
    <>
      {total > 0 ? (
        <>
          <span className="text-waits">{plural(total, 'assertion')} removed</span> in{' '}
          {removed.map((file) => visibleLine(file.path)).join(', ')}
        </>
      ) : (
        'no assertion removed'
      )}
      {' · '}
      <span className={loosened.baseTests === 'failed' ? 'text-bad' : undefined}>{base}</span>
      {loosened.baseFailures.length > 0 && (
        <ul className="text-bad">
          {loosened.baseFailures.slice(0, 10).map((failure) => (
            <li key={failure.name}>{visibleLine(failure.name)}</li>
          ))}
          {loosened.baseFailures.length > 10 && <li>and {loosened.baseFailures.length - 10} more</li>}
        </ul>
      )}
    </>
  )
}

export function OffPlanRow({ plan, paths }: { plan: PlanView | null; paths: string[] | null }) {
  if (!paths) return quiet('loading…')
  const off = findOffPlan(plan, paths)
  if (off.kind === 'no-plan') return quiet('there was no plan: straight to the diff')
  if (off.kind === 'not-stated') return quiet('not stated: the plan names no files')
  if (off.paths.length === 0) return 'nothing'
  const shown = off.paths.slice(0, 8)
  return (
    <>
      <span className="text-waits">{plural(off.paths.length, 'file')}</span>{' '}
      <code className="text-code wrap-anywhere">{shown.map(visibleLine).join(', ')}</code>
      {off.paths.length > shown.length && ` and ${off.paths.length - shown.length} more`}
      {off.unnamedSteps > 0 && quiet(<> · {plural(off.unnamedSteps, 'step')} did not name files</>)}
    </>
  )
}

export function SignersRow({
  view,
  required,
  userId,
}: {
  view: SignatureView
  required: number
  userId: string
}) {
  const names = view.signers.map((person) => {
    const name = person.userId === userId ? 'you' : person.name
    return person.token ? `${name}, by token ${person.token.name}` : name
  })
  return (
    <>
      <span data-count>
        {view.signers.length} of {required}
      </span>
      {names.length > 0 && <>: {names.join('; ')}</>}
      {required - view.signers.length === 1 &&
        !view.signers.some((one) => one.userId === userId) &&
        quiet(' · yours makes it merge')}
    </>
  )
}
