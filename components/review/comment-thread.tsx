'use client'
// What was said on one line: sent comments, and one's own drafts, which stay editable until they are sent.

import { Trash2 } from 'lucide-react'
import { useId } from 'react'
import type { ReviewView } from '../../lib/domain/story.ts'
import { IconButton } from '../ui/button.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Textarea } from '../ui/textarea.tsx'
import type { DraftComment } from './draft.ts'

type Props = {
  sent: ReviewView['comments']
  drafts: DraftComment[]
  /** The draft that was begun just now: it takes the focus. */
  fresh: string | null
  onWrite: (comment: DraftComment) => void
  onDrop: (commentId: string) => void
  /** Back to the lines, by Escape. */
  onLeave: () => void
}

const frame = 'rounded-lg border border-line bg-surface px-3 py-2'

export function CommentThread({ sent, drafts, fresh, onWrite, onDrop, onLeave }: Props) {
  return (
    <div className="flex flex-col gap-2 py-2 pr-3 pl-3 font-sans @min-[44rem]:pl-30">
      {sent.map((comment) => (
        <article key={comment.commentId} className={frame}>
          <p>
            <b className="font-semibold">{comment.by}</b>{' '}
            <RelativeTime at={comment.at} ago className="text-ink-3" />
          </p>
          <p className="measure whitespace-pre-wrap wrap-anywhere">{comment.text}</p>
        </article>
      ))}
      {drafts.map((comment) => (
        <Draft
          key={comment.commentId}
          comment={comment}
          fresh={fresh === comment.commentId}
          onWrite={onWrite}
          onDrop={onDrop}
          onLeave={onLeave}
        />
      ))}
    </div>
  )
}

function Draft({
  comment,
  fresh,
  onWrite,
  onDrop,
  onLeave,
}: { comment: DraftComment; fresh: boolean } & Omit<Props, 'sent' | 'drafts' | 'fresh'>) {
  const id = useId()
  return (
    <div className={frame}>
      <div className="flex items-center gap-2">
        <label htmlFor={id} className="min-w-0 flex-1">
          <b className="font-semibold">You</b>{' '}
          <span className="text-ink-3">
            draft on line {comment.line}
            {comment.side === 'old' ? ', removed' : ''}
          </span>
        </label>
        <IconButton label="Delete this draft" onClick={() => onDrop(comment.commentId)} className="-my-1">
          <Trash2 aria-hidden="true" className="size-3.5" />
        </IconButton>
      </div>
      <Textarea
        id={id}
        rows={1}
        autoFocus={fresh}
        value={comment.text}
        maxLength={8000}
        placeholder="What should change here, and why"
        onChange={(event) => onWrite({ ...comment, text: event.target.value })}
        // Begun and left without a word: nothing to keep.
        onBlur={() => comment.text.trim() === '' && onDrop(comment.commentId)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onLeave()
        }}
        className="mt-1"
      />
    </div>
  )
}
