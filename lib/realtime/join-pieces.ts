// Pieces of one item that follow one another become one: fewer messages, and far fewer bytes around them.
import type { OpenItem } from '../event-log/deltas.ts'

/** `pieces` are in order of their offsets within each generation of an item. */
export function joinPieces(pieces: readonly OpenItem[]): OpenItem[] {
  const groups: { first: OpenItem; texts: string[]; end: number }[] = []
  for (const piece of pieces) {
    const last = groups.at(-1)
    if (last && last.end === piece.offset && isSame(last.first, piece)) {
      last.texts.push(piece.text)
      last.end += piece.text.length
    } else groups.push({ first: piece, texts: [piece.text], end: piece.offset + piece.text.length })
  }
  return groups.map(({ first, texts }) => (texts.length === 1 ? first : { ...first, text: texts.join('') }))
}

const isSame = (one: OpenItem, other: OpenItem) =>
  one.itemId === other.itemId && one.generation === other.generation && one.sessionId === other.sessionId
