'use client'
// Words of the agent as safe markdown. Finished blocks keep their place in the document while the last one grows.
import { visibleText } from '../../../lib/protocol/visible-text.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { splitBlocks } from './split-blocks.ts'

export function StreamedMarkdown({ text }: { text: string }) {
  return (
    <div className="flex flex-col gap-2.5">
      {splitBlocks(visibleText(text)).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
        <Markdown key={index} text={block} />
      ))}
    </div>
  )
}
