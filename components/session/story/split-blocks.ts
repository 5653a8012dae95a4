// Markdown that grows, cut where a block surely ends, so that what is finished is never parsed again. Pure.
// Cuts only at a blank line before text at the margin that can belong to nothing above it.

const fence = /^ {0,3}(```+|~~~+)/
const continues = /^(\s|[-*+] |\d+[.)] |>|\||:)/

/** Joined by blank lines, the blocks are the text. All but the last stay the same while text is added. */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = []
  let block: string[] = []
  let open: string | null = null
  let blank = false
  for (const line of text.split('\n')) {
    if (open === null && blank && line !== '' && !continues.test(line)) {
      blocks.push(block.join('\n').trimEnd())
      block = []
    }
    const mark = fence.exec(line)?.[1]
    if (open === null && mark) open = mark
    else if (open !== null && mark?.startsWith(open) && line.trim() === mark) open = null
    blank = open === null && line.trim() === ''
    if (block.length > 0 || !blank) block.push(line)
  }
  if (block.length > 0) blocks.push(block.join('\n').trimEnd())
  return blocks
}
