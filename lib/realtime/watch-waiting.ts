// Tells open pages when what waits may have changed, without telling them every event: sessions of which something
// happened are looked at together, and only a change of what they wait for or how they run is passed on.
import type { Db } from '../db.ts'

export type WaitingWatch = { mark: (sessionId: string) => void; close: () => void }
type Changed = { id: string; projectId: string }

const remembered = 10_000

export function watchWaiting(
  {
    db,
    onChanged,
    onTrouble,
  }: { db: Db; onChanged: (changed: readonly Changed[]) => void; onTrouble: (error: unknown) => void },
  everyMs: number,
): WaitingWatch {
  const due = new Set<string>()
  const known = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const look = async () => {
    const ids = [...due]
    due.clear()
    const changed: Changed[] = []
    try {
      const rows = await db.session.findMany({
        where: { id: { in: ids } },
        select: {
          id: true,
          projectId: true,
          waitsFor: true,
          waitsSince: true,
          runStatus: true,
          phase: true,
          title: true,
          archivedAt: true,
        },
      })
      for (const { id, projectId, ...shown } of rows) {
        const now = JSON.stringify(shown)
        if (known.get(id) === now) continue
        if (known.size >= remembered) known.clear()
        known.set(id, now)
        changed.push({ id, projectId })
      }
      if (changed.length > 0) onChanged(changed)
    } catch (error) {
      onTrouble(error)
    } finally {
      timer = undefined
      schedule()
    }
  }
  const schedule = () => {
    if (!timer && !closed && due.size > 0) timer = setTimeout(look, everyMs)
  }

  return {
    mark(sessionId) {
      due.add(sessionId)
      schedule()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
