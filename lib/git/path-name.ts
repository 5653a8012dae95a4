// File names are bytes; everything beyond this folder wants text. Inside lib/git names travel as latin1 strings, one
// character per byte; here they become text and back, without loss.
// A name that is UTF-8 is itself. Any other, and one that begins with a quote, stands in git's quoted form: "a\377b".

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** latin1 bytes of a name to text. */
export function nameToText(latin1: string): string {
  if (/^[\x20\x21\x23-\x7e][\x20-\x7e]*$/.test(latin1)) return latin1
  if (!latin1.startsWith('"')) {
    try {
      return strict.decode(Buffer.from(latin1, 'latin1'))
    } catch {
      // Not UTF-8: quoted below.
    }
  }
  const quoted = latin1.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, (char) =>
    char === '"' || char === '\\' ? `\\${char}` : `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return `"${quoted}"`
}

/** Text of a name to its bytes as latin1. The exact inverse of nameToText. */
export function textToName(text: string): string {
  if (!text.startsWith('"')) return Buffer.from(text, 'utf8').toString('latin1')
  return text
    .slice(1, -1)
    .replace(/\\([0-7]{3}|["\\])/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : code,
    )
}

/** Items of a `-z` output, each as latin1. */
export function splitNul(bytes: Uint8Array): string[] {
  const items = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\0')
  if (items.at(-1) === '') items.pop()
  return items
}

/** The bytes that `-z --stdin` wants for latin1 items. */
export function joinNul(items: readonly string[]): Buffer {
  return Buffer.from(items.map((item) => `${item}\0`).join(''), 'latin1')
}
