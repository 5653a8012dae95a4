// Turns the raw bytes of a command into text that a database and a browser can hold.
// Promises: invalid UTF-8 becomes U+FFFD, NUL becomes U+2400, no lone surrogates, characters cut by a chunk
// border are put together. Must never throw on any input.

export type OutputCleaner = {
  /** Text of this chunk, together with what was left over from the one before. */
  push(bytes: Uint8Array): string
  /** What is still held back; call once, at the end. */
  end(): string
}

export function createOutputCleaner(): OutputCleaner {
  // ignoreBOM keeps a byte order mark as a character: what came is what is shown.
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
  const visible = (text: string) => text.replaceAll('\0', '\u2400')
  return {
    push: (bytes) => visible(decoder.decode(bytes, { stream: true })),
    end: () => visible(decoder.decode()),
  }
}
