// Follows one connection to Postgres and notices when a transaction that inserted events is committed: once when COMMIT is
// asked for, once when it is answered. Knows no sockets; the order of its calls is the order on the wire.
import { type Frame, readBind, readFirst, readParse } from './read-frames.ts'

export type InsertedEvent = { sessionId: string; type: string; detail: string }
export type TransactionWatch = {
  /** The events that are about to be committed, if this message asks for it. */
  asked(frame: Frame): InsertedEvent[] | null
  /** The events that now are committed, if this message says so. */
  answered(frame: Frame): InsertedEvent[] | null
}

export function watchTransactions(): TransactionWatch {
  const statements = new Map<string, string>()
  const portals = new Map<string, { sql: string; values: (string | null)[] }>()
  let inserted: InsertedEvent[] = []
  let committing: InsertedEvent[] | null = null

  const execute = (sql: string, values: (string | null)[]): InsertedEvent[] | null => {
    const word = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase()
    if (word === 'INSERT') inserted.push(...insertedEvents(sql, values))
    if (word === 'BEGIN' || word === 'ROLLBACK') inserted = []
    if (word !== 'COMMIT' || inserted.length === 0) return null
    committing = inserted
    inserted = []
    return committing
  }
  return {
    asked(frame) {
      switch (frame.type) {
        case 'P': {
          const { statement, sql } = readParse(frame)
          statements.set(statement, sql)
          return null
        }
        case 'B': {
          const { portal, statement, values } = readBind(frame)
          portals.set(portal, { sql: statements.get(statement) ?? '', values })
          return null
        }
        case 'E': {
          const bound = portals.get(readFirst(frame))
          return bound ? execute(bound.sql, bound.values) : null
        }
        case 'Q':
          return execute(readFirst(frame), [])
        default:
          return null
      }
    },
    answered(frame) {
      if (!committing || (frame.type !== 'C' && frame.type !== 'E')) return null
      const done = frame.type === 'C' && readFirst(frame) === 'COMMIT' ? committing : null
      committing = null
      return done
    },
  }
}

const insert = /^\s*INSERT INTO\s+(?:"?\w+"?\.)?"Event"\s*\(([^)]*)\)/i

/** Rows of one statement follow one another in its parameters. */
function insertedEvents(sql: string, values: readonly (string | null)[]): InsertedEvent[] {
  const columns = insert
    .exec(sql)?.[1]
    ?.split(',')
    .map((column) => column.trim().replaceAll('"', ''))
  if (!columns) return []
  const of = (row: number, column: string) => values[row * columns.length + columns.indexOf(column)] ?? ''
  return Array.from({ length: values.length / columns.length }, (_, row) => ({
    sessionId: of(row, 'sessionId'),
    type: of(row, 'type'),
    detail: of(row, 'data'),
  }))
}
