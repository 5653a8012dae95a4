'use client'
// The lines of one piece of a hunk, in one column or two. Plain elements and one click listener above them, as a screen
// shows hundreds of these. A click on the numbers asks for a comment on that line (`data-comment` says which).

import { memo, type ReactNode, useState } from 'react'
import { Visible } from '../session/visible.tsx'
import { cx } from '../ui/cx.ts'
import { colorLine, type Ink, type Piece } from './color-line.ts'
import { type LinePair, type NumberedLine, pairLines } from './pair-lines.ts'

export type Layout = 'unified' | 'split'
type Family = Parameters<typeof colorLine>[1]
/** What stands below a line, by "new:43" or "old:12". */
export type Below = ReadonlyMap<string, ReactNode>

const LONGEST = 5000
const inks: Record<NonNullable<Ink>, string> = {
  keyword: 'text-code-keyword',
  name: 'text-code-name',
  string: 'text-code-string',
  number: 'text-code-number',
  comment: 'text-code-comment',
}
const fills = { add: 'bg-diff-add', remove: 'bg-diff-remove', context: '' }
const signs = { add: '+', remove: '−', context: '' }
const grid =
  'grid grid-cols-[2rem_1rem_minmax(0,1fr)] @min-[44rem]:grid-cols-[3rem_3rem_1.5rem_minmax(0,1fr)]'
const half = 'grid min-w-0 grid-cols-[3rem_1.25rem_minmax(0,1fr)]'

type Props = {
  lines: readonly NumberedLine[]
  family: Family
  layout: Layout
  below: Below
  canComment: boolean
}

export const HunkLines = memo(function HunkLines({ lines, family, layout, below, canComment }: Props) {
  if (layout === 'split')
    return pairLines(lines).map((pair) => (
      <Pair key={keyOfPair(pair)} pair={pair} family={family} below={below} canComment={canComment} />
    ))
  return lines.map((line) => (
    <div key={placeOf(line)}>
      <div className={cx(grid, fills[line.kind])}>
        <Numbers line={line} canComment={canComment} both />
        <Sign kind={line.kind} />
        <Text line={line} family={family} />
      </div>
      {below.get(placeOf(line))}
    </div>
  ))
})

/** How a line is named for comments: by its new number, or its old one where it is gone. */
export function placeOf(line: NumberedLine): string {
  return line.newLine === null ? `old:${line.oldLine}` : `new:${line.newLine}`
}
const keyOfPair = (pair: LinePair) =>
  `${pair.left ? placeOf(pair.left) : ''}|${pair.right ? placeOf(pair.right) : ''}`

function Pair({ pair, family, below, canComment }: { pair: LinePair } & Omit<Props, 'lines' | 'layout'>) {
  const sides = [pair.left, pair.right] as const
  const context = pair.left !== null && pair.left === pair.right
  const under = (context ? [pair.right] : sides).map((line) => (line ? below.get(placeOf(line)) : null))
  return (
    <div>
      <div className="grid grid-cols-2">
        {sides.map((line, at) => (
          <div
            key={at === 0 ? 'old' : 'new'}
            className={cx(half, at === 1 && 'border-line border-l', line ? fills[line.kind] : 'bg-sunken/60')}
          >
            {line && (
              <>
                <Numbers line={line} canComment={canComment} side={at === 0 ? 'old' : 'new'} />
                <Sign kind={line.kind} />
                <Text line={line} family={family} />
              </>
            )}
          </div>
        ))}
      </div>
      {under}
    </div>
  )
}

function Numbers({
  line,
  canComment,
  both,
  side,
}: {
  line: NumberedLine
  canComment: boolean
  both?: boolean
  side?: 'old' | 'new'
}) {
  const shown = side === 'old' ? line.oldLine : (line.newLine ?? line.oldLine)
  const number = 'pr-2 text-right max-@min-[44rem]:pr-1'
  const content = both ? (
    <>
      <span className={cx(number, 'hidden @min-[44rem]:inline')}>{line.oldLine}</span>
      <span className={cx(number, 'hidden @min-[44rem]:inline')}>{line.newLine}</span>
      <span className={cx(number, '@min-[44rem]:hidden')}>{shown}</span>
    </>
  ) : (
    <span className={number}>{shown}</span>
  )
  const look = cx(
    'grid select-none text-ink-3 text-xs tabular-nums leading-5',
    both ? 'grid-cols-1 @min-[44rem]:col-span-2 @min-[44rem]:grid-cols-2' : 'grid-cols-1',
  )
  if (!canComment) return <span className={look}>{content}</span>
  return (
    <button
      type="button"
      tabIndex={-1}
      data-comment={placeOf(line)}
      title="Comment on this line"
      className={cx(look, 'relative hover:bg-accent-surface hover:text-accent')}
    >
      <span className="sr-only">
        Comment on line {shown}
        {line.newLine === null && ', removed'}
      </span>
      <span aria-hidden="true" className="contents">
        {content}
      </span>
    </button>
  )
}

function Sign({ kind }: { kind: NumberedLine['kind'] }) {
  return <span className="select-none text-center font-mono text-code text-ink-3">{signs[kind]}</span>
}

function Text({ line, family }: { line: NumberedLine; family: Family }) {
  const crlf = line.text.endsWith('\r')
  const whole = crlf ? line.text.slice(0, -1) : line.text
  const cut = whole.length > LONGEST
  const pieces = colorLine(cut ? whole.slice(0, LONGEST) : whole, family, line.changed)
  return (
    <code className="whitespace-pre-wrap pr-3 text-code wrap-anywhere [tab-size:4]">
      {pieces.map((piece, at) => show(piece, line.kind, at))}
      {cut && <Rest text={whole.slice(LONGEST)} />}
      {crlf && line.kind !== 'context' && <Mark title="The line ends with CRLF">␍</Mark>}
      {line.noNewline && <Mark title="The file ends without a newline">no newline at the end</Mark>}
    </code>
  )
}

/** Very long lines are data mostly; the rest is drawn when asked for. */
function Rest({ text }: { text: string }) {
  const [shown, setShown] = useState(false)
  if (shown) return <Visible text={text} />
  return (
    <button
      type="button"
      title="Show the rest of this line"
      onClick={() => setShown(true)}
      className="ml-2 select-none font-sans text-accent text-xs hover:underline"
    >
      … {text.length} more characters
    </button>
  )
}

/** On the tint of a changed line a quiet comment would be too faint. */
const inkOf = (ink: NonNullable<Ink>, kind: NumberedLine['kind']) =>
  ink === 'comment' && kind !== 'context' ? 'text-ink-2' : inks[ink]

function show(piece: Piece, kind: NumberedLine['kind'], at: number): ReactNode {
  if (!piece.ink && !piece.changed) return <Visible key={at} text={piece.text} />
  const fill = piece.changed && (kind === 'add' ? 'bg-diff-add-word' : 'bg-diff-remove-word')
  return (
    <span key={at} className={cx(piece.ink && inkOf(piece.ink, kind), fill)}>
      <Visible text={piece.text} />
    </span>
  )
}

function Mark({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span title={title} className="ml-2 select-none font-sans text-ink-3 text-xs">
      {children}
    </span>
  )
}
