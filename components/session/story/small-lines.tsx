'use client'
// The story's short lines: turns, messages, snapshots, reviews, built trees and notes. Each says who and what in one sentence.
import { CornerDownRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StoryItem } from '../../../lib/domain/story.ts'
import type { Person } from '../../../lib/protocol/values.ts'
import { Copyable } from '../../ui/copyable.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { StateMark, type Tone } from '../../ui/state.tsx'
import { useScope } from '../session-scope.tsx'
import { plural, short } from '../words.ts'
import { WorkLink } from '../work-link.tsx'
import { turnName } from './list-rows.ts'

type Item<K extends StoryItem['kind']> = Extract<StoryItem, { kind: K }>
const Strong = ({ children }: { children: ReactNode }) => (
  <strong className="font-semibold text-ink">{children}</strong>
)

/** Who did it; through an API token that is said. */
export function personWords(person: Person | null, readerId: string): string {
  const name = person === null ? 'Someone' : person.userId === readerId ? 'You' : person.name
  return person?.token ? `${name}, by token ${person.token.name}` : name
}

const endings = {
  stuck: 'Stopped: it went in circles.',
  stopped: 'Stopped.',
  limit: 'Stopped at its limit.',
  ended: '',
}

export function TurnLine({ item }: { item: Item<'turn'> }) {
  const unusual = item.ended && item.ended.outcome !== 'ended' ? item.ended : null
  return (
    <div>
      <p className="flex items-center gap-2 text-ink-3">
        {turnName(item)}
        <span aria-hidden="true" className="h-px flex-1 bg-line" />
      </p>
      {unusual && (
        <p className="text-waits">
          {endings[unusual.outcome]} {unusual.reason}
        </p>
      )}
    </div>
  )
}

export function MessageLine({ item }: { item: Item<'message'> }) {
  const { reader } = useScope()
  return (
    <div>
      <p className="text-ink-2">
        <Strong>{personWords(item.by, reader.userId)}</Strong>{' '}
        <span className="text-ink-3">
          {item.delivered
            ? ''
            : item.interrupt
              ? '· stops the agent and is delivered'
              : '· delivered after the current command'}
        </span>
      </p>
      <div className="border-line-strong border-l-2 pl-3">
        <Markdown text={item.text} />
      </div>
    </div>
  )
}

export function SnapshotLine({ item }: { item: Item<'snapshot'> }) {
  const { repositoryPath } = useScope()
  const { snapshot } = item
  const fetchIt = repositoryPath === null ? null : `git fetch ${quotePath(repositoryPath)} ${snapshot.ref}`
  return (
    <div className="text-ink-3">
      <p>
        Snapshot {snapshot.position}: {plural(snapshot.files, 'file')}, +{snapshot.added} −{snapshot.removed}{' '}
        · <Copyable value={snapshot.tree} shown={short(snapshot.tree)} label="the tree" />
        {fetchIt && (
          <>
            {' · '}
            <Copyable value={fetchIt} shown="git fetch" label="the command that fetches it" />
          </>
        )}
        {snapshot.leftOut.length > 0 && (
          <span title={snapshot.leftOut.join('\n')}>
            {' '}
            · {plural(snapshot.leftOut.length, 'file')} left out
          </span>
        )}
      </p>
    </div>
  )
}
const quotePath = (path: string) =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`

export function ReviewLine({ item, hunks }: { item: Item<'review'>; hunks: { path: string }[] | null }) {
  const { reader } = useScope()
  if (item.submitted.length === 0) {
    const size =
      hunks &&
      `: ${plural(new Set(hunks.map((hunk) => hunk.path)).size, 'file')}, ${plural(hunks.length, 'hunk')}`
    return (
      <p className="text-ink-2">
        <WorkLink to={{ tab: 'changes' }} className="hover:underline">
          <Strong>Ready for review</Strong>
          {size}
        </WorkLink>
      </p>
    )
  }
  const decisions = item.submitted.flatMap((one) => one.decisions)
  const accepted = decisions.filter((one) => one.decision === 'accept').length
  const comments = item.submitted.flatMap((one) => one.comments)
  const last = item.submitted.at(-1)!
  const parts = [
    accepted > 0 ? `${accepted} accepted` : '',
    decisions.length > accepted ? `${decisions.length - accepted} rejected` : '',
    comments.length > 0 ? plural(comments.length, 'comment') : '',
  ].filter(Boolean)
  return (
    <div>
      <p className="text-ink-2">
        <Strong>{personWords(item.by, reader.userId)}</Strong> {sent[last.next]}
        {parts.length > 0 && `: ${parts.join(', ')}`}
      </p>
      {last.message && <Markdown text={last.message} />}
      <ul aria-label="Comments">
        {comments.map((comment) => (
          <li key={comment.commentId} className="flex gap-1.5 text-ink-2">
            <CornerDownRight aria-hidden="true" className="mt-1 size-3 shrink-0 text-ink-3" />
            <span className="min-w-0 wrap-anywhere">
              <WorkLink
                to={{ tab: 'changes', path: comment.path, line: String(comment.line), side: comment.side }}
                className="font-mono text-code hover:underline"
              >
                {comment.path}:{comment.line}
              </WorkLink>{' '}
              {comment.text}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
const sent = {
  keep: 'kept decisions',
  'send-back': 'sent it back',
  'request-signature': 'asked for the signature',
}

export function BuiltLine({ item }: { item: Item<'built'> }) {
  const { build } = item
  return (
    <p className="text-ink-2">
      <Strong>Built</Strong> from {plural(build.accepted, 'accepted hunk')}
      {build.rejected > 0 && `, ${build.rejected} left out`}: {plural(build.files, 'file')}, +{build.added} −
      {build.removed}, tree{' '}
      <Copyable value={build.mergedTree} shown={short(build.mergedTree)} label="the merged tree" />
    </p>
  )
}

const noteTones: Record<Item<'note'>['tone'], Tone | null> = {
  plain: null,
  waits: 'waits',
  bad: 'bad',
  good: 'passed',
}

export function NoteLine({ item }: { item: Item<'note'> }) {
  const tone = noteTones[item.tone]
  return (
    <p className="wrap-anywhere text-ink-2">
      {tone && <StateMark tone={tone} word={tone} className="mr-1 align-[-3px]" />}
      {item.text}
      {item.by && <span className="text-ink-3"> · {item.by}</span>}
    </p>
  )
}
