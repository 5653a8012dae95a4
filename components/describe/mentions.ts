// Names of files in a text, written @path: the one being typed at the caret, and all that stand there at the end. Pure.

export type MentionAt = { from: number; to: number; typed: string }

/** The mention that the caret is in or at the end of; null where none begins before it in the same word. */
export function mentionAt(text: string, caret: number): MentionAt | null {
  const before = /(?:^|[\s("'`])@([^\s@]*)$/.exec(text.slice(0, caret))
  if (!before) return null
  const typed = before[1]!
  const rest = /^[^\s@]*/.exec(text.slice(caret))![0]
  return { from: caret - typed.length - 1, to: caret + rest.length, typed }
}

/** Puts a path in place of what was typed; `caret` is where one goes on. */
export function completeMention(text: string, at: MentionAt, path: string): { text: string; caret: number } {
  const after = text.slice(at.to)
  const completed = `@${path}${/^\s/.test(after) ? '' : ' '}`
  return { text: text.slice(0, at.from) + completed + after, caret: at.from + path.length + 2 }
}

const most = 50

/** All paths that a text names, each once, in order, without the full stop or bracket that may follow. */
export function mentionsIn(text: string): string[] {
  const found = [...text.matchAll(/(?:^|[\s("'`])@([^\s@]+)/g)].map((match) =>
    match[1]!.replace(/[.,;:!?)\]}"'`]+$/, ''),
  )
  return [...new Set(found)].filter((path) => path !== '').slice(0, most)
}
