// Reads patches in the format that Codex made common (V4A) and applies an update to the text of a file.
// Lines are found by content, not by number; a chunk that does not fit is refused with a reason for the model.
// Lines of context keep the file's own bytes. It must never guess between files, nor touch a path outside the project.

export type PatchLine = { kind: 'context' | 'add' | 'remove'; text: string }

export type PatchChunk = {
  /** Texts after "@@": lines that stand somewhere before the chunk, in this order. */
  anchors: string[]
  lines: PatchLine[]
  /** The chunk says that it stands at the end of the file. */
  endOfFile: boolean
}

export type PatchChange =
  | { kind: 'add'; path: string; text: string }
  | { kind: 'delete'; path: string }
  | { kind: 'update'; path: string; moveTo: string | null; chunks: PatchChunk[] }

export type ParsedPatch = { ok: true; changes: PatchChange[] } | { ok: false; reason: string }

const BEGIN = '*** Begin Patch'
const END = '*** End Patch'
const END_OF_FILE = '*** End of File'

class Unreadable extends Error {}

/** Reads a whole patch. Accepts a heredoc around it and a missing end marker's newline. Never throws. */
export function parsePatch(input: string): ParsedPatch {
  try {
    const changes = readChanges(unwrap(input))
    if (changes.length === 0) return { ok: false, reason: 'The patch changes no file.' }
    return { ok: true, changes }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, reason: error.message }
    throw error
  }
}

function unwrap(input: string): string[] {
  const lines = input.replaceAll('\r\n', '\n').split('\n')
  const first = lines.findIndex((line) => line.trim() === BEGIN)
  if (first < 0) throw new Unreadable(`A patch starts with a line "${BEGIN}".`)
  const before = lines.slice(0, first).filter((line) => line.trim() !== '')
  // Models often wrap the patch as they would in a shell: apply_patch <<'EOF', or only <<EOF.
  if (before.length > 1 || (before.length === 1 && !/<<|^```|apply_patch/.test(before[0]!))) {
    throw new Unreadable(`Nothing may stand before "${BEGIN}".`)
  }
  const last = lines.findIndex((line, at) => at > first && line.trim() === END)
  if (last < 0) throw new Unreadable(`A patch ends with a line "${END}".`)
  return lines.slice(first + 1, last)
}

function readChanges(lines: readonly string[]): PatchChange[] {
  const changes: PatchChange[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at]!
    if (line.trim() === '') {
      at += 1
      continue
    }
    const header = /^\*\*\* (Add|Delete|Update) File: (.+)$/.exec(line.trim())
    if (!header)
      throw new Unreadable(
        `Expected "*** Add File:", "*** Update File:" or "*** Delete File:", not "${line}".`,
      )
    const path = insideProject(header[2]!)
    const end = nextHeader(lines, at + 1)
    const body = lines.slice(at + 1, end)
    if (header[1] === 'Add') changes.push({ kind: 'add', path, text: readAdded(path, body) })
    else if (header[1] === 'Delete') changes.push({ kind: 'delete', path })
    else changes.push(readUpdate(path, body))
    at = end
  }
  return changes
}

function nextHeader(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, at) => at >= from && /^\*\*\* (Add|Delete|Update) File: /.test(line))
  return found < 0 ? lines.length : found
}

function insideProject(raw: string): string {
  const parts = raw
    .trim()
    .split('/')
    .filter((part) => part !== '.' && part !== '')
  const outside =
    raw.trim().startsWith('/') || parts.some((part) => part === '..' || part.toLowerCase() === '.git')
  if (outside || parts.length === 0 || raw.includes('\u0000')) {
    throw new Unreadable(`"${raw.trim()}" is not a path inside the project. Use a path relative to it.`)
  }
  return parts.join('/')
}

function readAdded(path: string, body: readonly string[]): string {
  const lines = dropTrailingBlank(body)
  const wrong = lines.find((line) => !line.startsWith('+'))
  if (wrong !== undefined)
    throw new Unreadable(`Every line of the added file ${path} starts with "+"; "${wrong}" does not.`)
  return lines.map((line) => `${line.slice(1)}\n`).join('')
}

function dropTrailingBlank(lines: readonly string[]): readonly string[] {
  let end = lines.length
  while (end > 0 && lines[end - 1]!.trim() === '') end -= 1
  return lines.slice(0, end)
}

function readUpdate(path: string, body: readonly string[]): PatchChange {
  const move = /^\*\*\* Move to: (.+)$/.exec(body[0]?.trim() ?? '')
  const moveTo = move ? insideProject(move[1]!) : null
  const chunks: PatchChunk[] = []
  const start = () => {
    const chunk: PatchChunk = { anchors: [], lines: [], endOfFile: false }
    chunks.push(chunk)
    return chunk
  }
  for (const line of body.slice(move ? 1 : 0)) {
    const last = chunks.at(-1)
    if (line.startsWith('@@')) {
      // Several @@ lines in a row narrow the place down: class, then method.
      const open = last && last.lines.length === 0 ? last : start()
      const anchor = line.slice(2).trim()
      // "@@ -1,3 +1,4 @@" comes from the habit of ordinary diffs; its numbers say nothing here.
      if (anchor !== '' && !/^-\d+(,\d+)? \+\d+(,\d+)? @@/.test(anchor)) open.anchors.push(anchor)
    } else if (line.trim() === END_OF_FILE) {
      if (last) last.endOfFile = true
    } else {
      const open = last && !last.endOfFile ? last : start()
      open.lines.push(readLine(path, line))
    }
  }
  const filled = chunks.map(withoutTrailingBlank).filter((chunk) => chunk.lines.length > 0)
  if (filled.length === 0 && moveTo === null) throw new Unreadable(`The update of ${path} has no changes.`)
  return { kind: 'update', path, moveTo, chunks: filled }
}

function readLine(path: string, line: string): PatchLine {
  if (line === '') return { kind: 'context', text: '' }
  const text = line.slice(1)
  if (line[0] === ' ') return { kind: 'context', text }
  if (line[0] === '+') return { kind: 'add', text }
  if (line[0] === '-') return { kind: 'remove', text }
  throw new Unreadable(
    `In the update of ${path} every line starts with a space, "+" or "-"; "${line}" does not.`,
  )
}

/** Blank lines between chunks belong to neither; real blank context starts with a space or is not at the edge. */
function withoutTrailingBlank(chunk: PatchChunk): PatchChunk {
  const lines = [...chunk.lines]
  while (lines.length > 0 && lines.at(-1)!.kind === 'context' && lines.at(-1)!.text === '') lines.pop()
  return { ...chunk, lines }
}
