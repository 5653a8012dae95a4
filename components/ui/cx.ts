// Joins class names, leaving out what is false. Later classes do not override earlier ones: give a component a variant instead.
export function cx(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ')
}
