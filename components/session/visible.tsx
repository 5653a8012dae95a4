// Text of an agent or a repository as it is: what would hide, reorder or pass for a space is spelled and set apart.
import { Fragment } from 'react'
import { hasHidden, mixedWords, visibleLine, visibleParts } from '../../lib/protocol/visible-text.ts'

export function Visible({ text }: { text: string }) {
  if (!hasHidden(text)) return text
  return visibleParts(text).map((part, at) =>
    part.hidden ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one fixed text
      <span key={at} title="A character that would not be seen" className="select-none text-waits">
        {part.text}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one fixed text
      <Fragment key={at}>{part.text}</Fragment>
    ),
  )
}

/** One sentence for each way in which these texts may deceive; none when they do not. */
export function trickWords(texts: readonly string[]): string | null {
  const words: string[] = []
  if (texts.some(hasHidden)) words.push('It holds characters that are not seen; they are spelled ⟨U+…⟩.')
  const mixed = texts.flatMap(mixedWords).map((one) => visibleLine(one.spelled))
  if (mixed.length > 0)
    words.push(`Letters of several alphabets are mixed in ${[...new Set(mixed)].slice(0, 10).join(', ')}.`)
  return words.length > 0 ? words.join(' ') : null
}
