// Long texts of events: what is there at once, and the whole on request.
import type { LongText } from '../../lib/protocol/values.ts'

export const headOf = (text: LongText): string => (typeof text === 'string' ? text : text.head)
export const isWhole = (text: LongText): text is string => typeof text === 'string'

/** The whole text of a blob that event `seq` names. Rejects with words for the person. */
export async function loadLongText(sessionId: string, seq: number, text: LongText): Promise<string> {
  if (typeof text === 'string') return text
  const answer = await fetch(`/api/sessions/${sessionId}/blobs/${text.blob}?seq=${seq}`)
  if (!answer.ok) throw new Error('The text could not be loaded. Try again.')
  return answer.text()
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const escapes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g

/** Output without colours and cursor moves; a line that was written over shows its last version. */
export function plainOutput(text: string): string {
  const bare = text.includes('\x1b') ? text.replaceAll(escapes, '') : text
  if (!bare.includes('\r')) return bare
  return bare
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, ''))
    .join('\n')
}
