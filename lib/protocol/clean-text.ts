// Text that may enter the log: well-formed Unicode without NUL, because Postgres' jsonb refuses both.
// What is replaced stays visible; nothing is dropped. Cleaning clean text changes nothing.

const REPLACEMENT = '\uFFFD'
const NUL_SYMBOL = '\u2400'

/** NUL becomes U+2400 (the visible symbol), every lone surrogate U+FFFD. */
export function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed.includes('\u0000') ? wellFormed.replaceAll('\u0000', NUL_SYMBOL) : wellFormed
}

/**
 * Cleans text that comes in pieces: a surrogate pair cut in two by the pieces is put together again.
 * The pieces returned by `push` and the last one by `end`, joined, equal `cleanText` of the whole.
 */
export function cleanPieces(): { push: (piece: string) => string; end: () => string } {
  let held = ''
  return {
    push(piece) {
      const text = held + piece
      const last = text.charCodeAt(text.length - 1)
      const cut = last >= 0xd800 && last <= 0xdbff
      held = cut ? text.slice(-1) : ''
      return cleanText(cut ? text.slice(0, -1) : text)
    },
    end() {
      const rest = held === '' ? '' : REPLACEMENT
      held = ''
      return rest
    },
  }
}
