// What the data directory takes, as the runner measured it last and the settings page shows it.
import { z } from 'zod'

export const StorageReport = z.object({
  /** ISO 8601, when it was measured. */
  at: z.string(),
  state: z.enum(['measured', 'freeing']),
  bytes: z.object({
    total: z.number(),
    database: z.number(),
    repositories: z.number(),
    reclaimable: z.number(),
  }),
  /** How many of each the reclaimable bytes are. */
  reclaimable: z.object({ worktrees: z.number(), environments: z.number(), leftovers: z.number() }),
  progress: z.object({ done: z.number(), of: z.number(), bytes: z.number() }).nullable(),
  /** What was freed last; `kept` are work folders with work that no snapshot has. */
  freed: z
    .object({
      at: z.string(),
      bytes: z.number(),
      removed: z.number(),
      kept: z.array(z.object({ sessionId: z.string(), reason: z.string() })),
    })
    .nullable(),
})
export type StorageReport = z.infer<typeof StorageReport>

/** As people say it: "38 GB", "1.4 GB", "512 MB". */
export function sayBytes(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : ['KB', 1e3]
  const value = bytes / size
  return `${value >= 10 || unit === 'KB' ? Math.round(value) : Math.round(value * 10) / 10} ${unit}`
}
