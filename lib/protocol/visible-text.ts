// Text of an agent or a repository as a person must see it before deciding: every character that hides, reorders, joins, moves
// the cursor or passes for a plain space is shown by its number, such as ⟨U+202E⟩. What is shown plainly is what is there.
// Pure. For display only: what is stored, hashed and executed is never changed.

/** As regular expression classes: format and control characters, separators, and what draws as nothing or as a space. */
const hidden = [
  // Controls but tab and newline, among them escape, backspace and carriage return.
  '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f',
  // Every format character: bidirectional marks, joiners, zero width, soft hyphen, tags.
  '\\p{Cf}',
  // Line and paragraph separators, and every space that is not the plain one.
  '\\p{Zl}\\p{Zp}\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000',
  // Fillers and selectors that draw nothing; unassigned or private ones that may draw as anything.
  '\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180d\\u180f\\u2800\\u3164\\ufe00-\\ufe0f\\uffa0\\u{e0100}-\\u{e01ef}',
  '\\p{Cs}\\p{Co}',
].join('')

const anyHidden = new RegExp(`[${hidden}]`, 'u')
const hiddenRuns = new RegExp(`([${hidden}]+)`, 'u')

export type TextPart = { text: string; hidden: boolean }

/** Whether anything in it would not be seen as it is. */
export const hasHidden = (text: string): boolean => anyHidden.test(text)

/** In order; joined, the parts are the shown text. A part is hidden where it stands for characters that would not be seen. */
export function visibleParts(text: string): TextPart[] {
  if (!hasHidden(text)) return [{ text, hidden: false }]
  return text
    .split(hiddenRuns)
    .map((part, at) => (at % 2 === 0 ? { text: part, hidden: false } : { text: spell(part), hidden: true }))
    .filter((part) => part.text !== '')
}

/** The whole as one string: for titles, labels and places that hold plain text. */
export function visibleText(text: string): string {
  return hasHidden(text)
    ? visibleParts(text)
        .map((part) => part.text)
        .join('')
    : text
}

/** In one line: line breaks and tabs are spelled as well, so that nothing after a long gap stays out of sight. */
export const visibleLine = (text: string): string => visibleText(text).replace(/[\n\t]/g, spell)

const spell = (characters: string): string =>
  [...characters]
    .map((one) => `⟨U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`)
    .join('')

/**
 * Scripts whose letters look like Latin ones, named when a word mixes them with Latin: "а" of "pаypal" may be Cyrillic.
 * Answers the words, at most ten, each with its odd letters spelled.
 */
export function mixedWords(text: string): { word: string; spelled: string }[] {
  const found = new Map<string, string>()
  for (const [word] of text.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)) {
    if (found.size >= 10) break
    if (!/\p{Script=Latin}/u.test(word) || !lookAlike.test(word)) continue
    found.set(
      word,
      word.replace(new RegExp(lookAlike.source, 'gu'), (letter) => `${letter}${spell(letter)}`),
    )
  }
  return [...found].map(([word, spelled]) => ({ word, spelled }))
}

const lookAlike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\u{1d400}-\u{1d7ff}\uff21-\uff5a]/u
