// Every string that enters the log is well-formed Unicode without NUL: jsonb takes neither, and one `cat` of a binary must not break a session.
import { cleanText } from './clean-text.ts'

export function cleanDeep<T>(value: T): T {
  return clean(value) as T
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), clean(inner)]))
  }
  return value
}
