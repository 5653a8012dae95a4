// A random id in a browser. crypto.randomUUID is missing on plain http beyond localhost; getRandomValues never is.

/** 32 hexadecimal characters. */
export function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
