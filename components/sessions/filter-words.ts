// The states that the list can be narrowed to, in the words of its menu; and how filters become an address. Pure.
import type { SessionStateFilter } from '../../lib/protocol/api.ts'

export const stateNames: Record<SessionStateFilter, string> = {
  waiting: 'Waiting for a person',
  running: 'Running',
  open: 'Not ended',
  failed: 'Stopped',
  merged: 'Merged',
  rejected: 'Plan rejected',
  cancelled: 'Cancelled',
  archived: 'Archived',
}

export type ShownFilters = Partial<Record<'project' | 'person' | 'state' | 'from' | 'to' | 'q', string>>
const names = ['project', 'person', 'state', 'from', 'to', 'q'] as const

/** The path of the list with these filters; empty ones are left out, so that equal lists have equal addresses. */
export function sessionsPath(filters: ShownFilters, cursor?: string | null): string {
  const query = new URLSearchParams()
  for (const name of names) {
    const value = filters[name]?.trim()
    if (value) query.set(name, value)
  }
  if (cursor) query.set('cursor', cursor)
  const text = query.toString()
  return text ? `/sessions?${text}` : '/sessions'
}

/** What of an address's query is a filter: each name once, as text. */
export function readShownFilters(
  query: Record<string, string | string[] | undefined>,
): ShownFilters & { cursor?: string } {
  const found: Record<string, string> = {}
  for (const name of [...names, 'cursor']) {
    const value = query[name]
    if (typeof value === 'string' && value !== '') found[name] = value
  }
  return found
}

export const isNarrowed = (filters: ShownFilters): boolean => names.some((name) => filters[name])
