'use client'
// What the agent says. While it is being written it streams; its reasoning stays folded and quiet.
import { memo } from 'react'
import type { StoryItem } from '../../../lib/domain/story.ts'
import { LongText } from '../../ui/long-text.tsx'
import { headOf, isWhole, loadLongText } from '../load-long-text.ts'
import { useScope } from '../session-scope.tsx'
import { useItemText } from '../use-item-text.ts'
import { Fold } from './fold.tsx'
import { StreamedMarkdown } from './streamed-markdown.tsx'

type Words = Extract<StoryItem, { kind: 'words' }>

export const WordsBlock = memo(function WordsBlock({ item }: { item: Words }) {
  return item.text === null ? <Streaming requestId={item.requestId} /> : <Spoken item={item} />
})

function Streaming({ requestId }: { requestId: string }) {
  const text = useItemText(`${requestId}.text`)
  const reasoning = useItemText(`${requestId}.reasoning`)
  return (
    <div aria-busy="true" className="flex flex-col gap-1.5">
      {reasoning && <Reasoning text={reasoning} />}
      {text ? <StreamedMarkdown text={text} /> : !reasoning && <p className="text-ink-3">Thinks</p>}
    </div>
  )
}

function Spoken({ item }: { item: Words }) {
  const { sessionId } = useScope()
  const { text, reasoning, repliedSeq } = item
  return (
    <div className="flex flex-col gap-1.5">
      {reasoning && headOf(reasoning) !== '' && <Reasoning text={headOf(reasoning)} />}
      {text &&
        (isWhole(text) ? (
          <StreamedMarkdown text={text} />
        ) : (
          <LongText
            text={text}
            label="Reply"
            load={() => loadLongText(sessionId, repliedSeq ?? item.seq, text)}
          />
        ))}
      {item.repairs.length > 0 && (
        <p className="text-ink-3 text-xs" title={item.repairs.join('\n')}>
          The reply was not well-formed and was read as well as possible.
        </p>
      )}
    </div>
  )
}

function Reasoning({ text }: { text: string }) {
  const first = text.trimStart().split('\n', 1)[0]!.replaceAll(/[*#`]/g, '')
  return (
    <Fold quiet line={<span className="line-clamp-1">Reasoning: {first}</span>}>
      <div className="text-ink-2 [&_.prose-plain]:text-sm">
        <StreamedMarkdown text={text} />
      </div>
    </Fold>
  )
}
