// One thing that an agent can leave in its folder, and what must come of it.
import type { Trap } from './set-trap.ts'

export type WorktreeCase = {
  name: string
  /** Shell, in the session's folder, as the sandbox's user but without its box. */
  script: (trap: Trap) => string
  /** "added 100644 path" for each path of the change, in git's order. */
  shows?: string[]
  /** "path: reason" for what the snapshot says it could not take. */
  leaves?: string[]
  refuses?: RegExp
}
