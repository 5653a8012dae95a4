// Short words by an agent in which `backticks` mark code: titles of steps. Nothing else is markup.
import { Fragment } from 'react'
import { visibleLine } from '../../../lib/protocol/visible-text.ts'

export function CodeWords({ text }: { text: string }) {
  return visibleLine(text)
    .split(/`([^`\n]+)`/)
    .map((part, index) =>
      index % 2 === 0 ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one fixed text
        <Fragment key={index}>{part}</Fragment>
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one fixed text
        <code key={index} className="text-code">
          {part}
        </code>
      ),
    )
}
