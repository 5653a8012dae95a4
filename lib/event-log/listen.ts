// Wake-ups from Postgres. A notice is a hint and carries ids only: whoever hears it pulls by cursor; whoever misses it polls slowly.
// Holds one plain connection of its own, because a pool cannot LISTEN, and makes it again when it breaks.
import pg from 'pg'
import type { Transaction } from './save-rows.ts'

export type Notice =
  | { kind: 'events'; sessionId: string; seq: number }
  /** null: more sessions than fit; look at all that matter to you. */
  | { kind: 'deltas'; sessionIds: string[] | null }
  | { kind: 'project'; projectId: string }
  | { kind: 'person'; userId: string }
  /** The connection was made (again): notices may have been missed. */
  | { kind: 'reconnected' }

const channel = 'countersign'
const retryMs = 500

export type Listener = { close(): Promise<void> }

export function listen(url: string, onNotice: (notice: Notice) => void): Listener {
  let client: pg.Client | null = null
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const again = () => {
    client = null
    if (!closed) retry = setTimeout(connect, retryMs)
  }
  const connect = () => {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: 'countersign listen',
    })
    client = next
    let over = false
    const end = () => {
      if (over) return
      over = true
      next.end().catch(() => {})
      again()
    }
    next.on('error', end)
    next.on('end', end)
    next.on('notification', (message) => {
      const notice = parseNotice(message.payload ?? '')
      if (notice) onNotice(notice)
    })
    next
      .connect()
      .then(() => next.query(`LISTEN ${channel}`))
      .then(() => onNotice({ kind: 'reconnected' }), end)
  }
  connect()
  return {
    async close() {
      closed = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}

function parseNotice(payload: string): Notice | null {
  const [kind, first = '', second] = payload.split(':')
  switch (kind) {
    case 'e':
      return { kind: 'events', sessionId: first, seq: Number(second) }
    case 'd':
      return { kind: 'deltas', sessionIds: first === '' ? null : first.split(',') }
    case 'p':
      return { kind: 'project', projectId: first }
    case 'u':
      return { kind: 'person', userId: first }
    default:
      return null
  }
}

/** Tells every process that something outside the log moved. */
export async function notify(
  db: Pick<Transaction, '$executeRaw'>,
  notice: Extract<Notice, { kind: 'project' | 'person' }>,
): Promise<void> {
  const payload = notice.kind === 'project' ? `p:${notice.projectId}` : `u:${notice.userId}`
  await db.$executeRaw`SELECT pg_notify(${channel}, ${payload})`
}
