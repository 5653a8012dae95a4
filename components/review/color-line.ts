// A line of code cut into pieces with a colour each. One line at a time and by sight: good enough to read by, cheap enough
// to do while scrolling. Wrong guesses cost a colour, never a character.

export type Ink = 'keyword' | 'name' | 'string' | 'number' | 'comment' | null
export type Piece = { text: string; ink: Ink; changed: boolean }

const KEYWORDS = {
  c: 'abstract as async await boolean break case catch char class const constructor continue def default defer delete do double else enum export extends extern false final finally float fn for from func function get go if impl implements import in instanceof int interface internal is let long loop match mod mut namespace new nil null of operator override package private protected pub public readonly return self set static struct super switch this throw throws trait true try type typeof undefined union unsafe use using val var virtual void volatile where while with yield',
  hash: 'and as assert async await begin break case class continue def del do done elif else elsif end ensure esac except export False fi finally for from function global if import in is lambda let local module next nil None nonlocal not or pass raise require rescue return self set shift then True try unless until use when while with yield true false null',
  sql: 'add all alter and as asc begin by case check column commit constraint create default delete desc distinct drop else end exists foreign from group having in index inner insert into is join key left like limit not null on or order outer primary references returning right rollback select set table then transaction union unique update using values view when where with',
}
type Family = keyof typeof KEYWORDS | 'text'

const HASH =
  /\.(py|rb|sh|bash|zsh|ya?ml|toml|pl|r|jl|ex|exs|cmake|tf|nix|conf|ini|cfg|gitignore)$|(^|\/)(Makefile|Dockerfile|\.\w+rc|\.env\w*)$/
const TEXT = /\.(md|txt|rst|adoc|csv|tsv|log|lock|svg|html?|xml)$|(^|\/)(LICENSE|README|CHANGELOG|COPYING)$/i
const words = Object.fromEntries(
  Object.entries(KEYWORDS).map(([family, list]) => [family, new Set(list.split(' '))]),
) as Record<string, Set<string>>

export function familyOf(path: string): Family {
  if (TEXT.test(path)) return 'text'
  if (HASH.test(path)) return 'hash'
  return /\.sql$/.test(path) ? 'sql' : 'c'
}

const TOKENS: Record<Exclude<Family, 'text'>, RegExp> = {
  c: /(\/\/.*|\/\*.*?(?:\*\/|$)|^\s*\*(?:\s.*|\/)?$)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|(\b\d[\w.]*)|([A-Za-z_$][\w$]*)/g,
  hash: /((?<=^|\s)#.*)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(\b\d[\w.]*)|([A-Za-z_][\w]*)/g,
  sql: /(--.*|\/\*.*?(?:\*\/|$))|("(?:[^"])*"?|'(?:[^'])*'?)|(\b\d[\w.]*)|([A-Za-z_][\w]*)/g,
}
/** Beyond this a line is data, not code. */
const COLOURED = 1000

/** @param changed the part of the line that differs from the line it replaces */
export function colorLine(text: string, family: Family, changed: [number, number] | null): Piece[] {
  const pieces = family === 'text' || text.length > COLOURED ? [{ text, ink: null }] : tokenise(text, family)
  return changed ? markChanged(pieces, changed) : pieces.map((piece) => ({ ...piece, changed: false }))
}

function tokenise(text: string, family: Exclude<Family, 'text'>): { text: string; ink: Ink }[] {
  const pieces: { text: string; ink: Ink }[] = []
  let at = 0
  for (const match of text.matchAll(TOKENS[family])) {
    const ink = inkOf(match, text, family)
    if (ink === null) continue
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), ink: null })
    pieces.push({ text: match[0], ink })
    at = match.index + match[0].length
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), ink: null })
  return pieces
}

function inkOf(match: RegExpMatchArray, text: string, family: string): Ink {
  if (match[1] !== undefined) return 'comment'
  if (match[2] !== undefined) return 'string'
  if (match[3] !== undefined) return 'number'
  const word = match[4] ?? ''
  if (words[family]?.has(family === 'sql' ? word.toLowerCase() : word)) {
    return text[match.index! - 1] === '.' ? null : 'keyword'
  }
  return text[match.index! + word.length] === '(' ? 'name' : null
}

function markChanged(pieces: readonly { text: string; ink: Ink }[], [from, to]: [number, number]): Piece[] {
  const marked: Piece[] = []
  let at = 0
  for (const piece of pieces) {
    const end = at + piece.text.length
    const cuts = [at, ...[from, to].filter((cut) => cut > at && cut < end), end]
    for (let part = 0; part + 1 < cuts.length; part += 1) {
      const start = cuts[part]!
      const text = piece.text.slice(start - at, cuts[part + 1]! - at)
      marked.push({ text, ink: piece.ink, changed: start >= from && start < to })
    }
    at = end
  }
  return marked
}
