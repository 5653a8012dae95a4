'use client'
// The end: the commit, what it joins, and pushing it where the project has a place to push to.
import { useState } from 'react'
import type { SessionState } from '../../../lib/domain/session-state.ts'
import type { StoryItem } from '../../../lib/domain/story.ts'
import { Button } from '../../ui/button.tsx'
import { Copyable } from '../../ui/copyable.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { State } from '../../ui/state.tsx'
import { useScope } from '../session-scope.tsx'
import { short } from '../words.ts'
import { Fold } from './fold.tsx'

export function MergedBlock({
  item,
  message,
  state,
}: {
  item: Extract<StoryItem, { kind: 'merged' }>
  /** The whole message with its trailers, where the log that is loaded holds it. */
  message: string | null
  state: SessionState
}) {
  const { merge } = item
  const branch = merge.targetRef.replace(/^refs\/heads\//, '')
  return (
    <div className="flex flex-col gap-1.5">
      <p>
        <State tone="passed">
          <strong className="font-semibold">Merged into {branch}</strong>
        </State>
      </p>
      <KeyValues
        dense
        items={[
          {
            name: 'commit',
            value: <Copyable value={merge.commit} shown={short(merge.commit)} label="the merge commit" />,
          },
          {
            name: 'parents',
            value: merge.parents.map((parent) => (
              <Copyable
                key={parent}
                value={parent}
                shown={short(parent)}
                label="a parent commit"
                className="mr-2"
              />
            )),
          },
          {
            name: 'tree',
            value: <Copyable value={merge.tree} shown={short(merge.tree)} label="the merged tree" />,
          },
        ]}
      />
      {message && (
        <Fold quiet line="Message and trailers">
          <pre className="whitespace-pre-wrap wrap-anywhere text-code text-ink-2">{message}</pre>
        </Fold>
      )}
      <PushButtons state={state} branch={branch} />
    </div>
  )
}

function PushButtons({ state, branch }: { state: SessionState; branch: string }) {
  const { client, project, reader } = useScope()
  const [problem, setProblem] = useState<string | null>(null)
  const [asked, setAsked] = useState<boolean | null>(null)
  if (project.sourceKind === 'sample' || !reader.mayWrite) return null
  async function push(toTarget: boolean) {
    setAsked(toTarget)
    const answer = await client.send('push.request', { toTarget })
    setProblem(answer.ok ? null : answer.message)
    setAsked(null)
  }
  const busy = (toTarget: boolean) => asked === toTarget || state.push?.toTarget === toTarget
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button busy={busy(false)} onClick={() => void push(false)}>
        Push as a branch
      </Button>
      <Button busy={busy(true)} onClick={() => void push(true)}>
        Push to {branch}
      </Button>
      {problem && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}
