// Trailers named Countersign-… tell of a merge and are found again by it, so only the executor writes them. A message that a
// person or an agent wrote must not hold such a line. Pure.

const lineBreak = /\r\n?|\n/
const reserved = /^countersign-[a-z-]*\s*:/i

/** The first such line of a commit message, or null. */
export function findReservedTrailer(message: string): string | null {
  return message.split(lineBreak).find((line) => reserved.test(line)) ?? null
}

/** The message without such lines, trimmed; may be empty. */
export function withoutReservedTrailers(message: string): string {
  return message
    .split(lineBreak)
    .filter((line) => !reserved.test(line))
    .join('\n')
    .trim()
}
