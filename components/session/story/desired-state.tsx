'use client'
// What was wished for, always above the story, with the base it starts from. Long wishes show their beginning and open on request.
import { useState } from 'react'
import type { Story } from '../../../lib/domain/story.ts'
import { Copyable } from '../../ui/copyable.tsx'
import { cx } from '../../ui/cx.ts'
import { useScope } from '../session-scope.tsx'
import { plural, short } from '../words.ts'
import { CodeWords } from './code-words.tsx'

const foldedLength = 280

export function DesiredState({ story, mode }: { story: Story; mode: 'plan' | 'direct' }) {
  const { desiredState } = useScope()
  const [open, setOpen] = useState(false)
  const long = desiredState.length > foldedLength || desiredState.split('\n').length > 4
  return (
    <section
      aria-label="Desired state"
      className="shrink-0 border-line border-b px-4 pt-3 pb-2 md:px-5 md:pt-4 md:pb-3"
    >
      <div className="border-ink border-l-[3px] pl-3">
        <p
          className={cx(
            'measure whitespace-pre-wrap text-base wrap-anywhere',
            long ? (open ? 'max-h-[40vh] overflow-y-auto' : 'line-clamp-3') : !open && 'max-md:line-clamp-2',
          )}
        >
          <CodeWords text={desiredState} />
        </p>
        {long && (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="text-ink-3 text-sm underline underline-offset-2 hover:text-ink touch"
          >
            {open ? 'Show less' : 'Show all'}
          </button>
        )}
        <BaseWords story={story} mode={mode} />
      </div>
    </section>
  )
}

function BaseWords({ story, mode }: { story: Story; mode: 'plan' | 'direct' }) {
  const branch = story.created?.targetBranch
  const checks = story.checks.map((check) => check.name).join(', ')
  return (
    <p className="mt-1 text-ink-3 text-sm max-md:line-clamp-1">
      {branch && <>from {branch}</>}
      {story.base && (
        <>
          {branch && ' · '}
          <Copyable value={story.base.commit} shown={short(story.base.commit)} label="the base commit" />
        </>
      )}
      {story.created && <> · {checks === '' ? 'no checks' : `checks: ${checks}`}</>}
      {' · '}
      {mode === 'plan' ? 'plan first' : 'straight to the diff'}
      {story.base && story.base.uncommittedFiles > 0 && (
        <> · your {plural(story.base.uncommittedFiles, 'uncommitted file')} not included</>
      )}
    </p>
  )
}
