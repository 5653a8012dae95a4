// A provider that plays a hostile agent in one installation with small limits: real runner, real boxes, real HTTP. Each case
// is a session of its own; while it runs the installation must answer, and afterwards nothing of it may live.
import { readdirSync, readFileSync } from 'node:fs'
import type { Event } from '../../lib/protocol/events.ts'
import type { ProjectSettings } from '../../lib/protocol/project.ts'
import type { LongText } from '../../lib/protocol/values.ts'
import { beginSession, type Drive, ofType } from '../../lib/testing/drive-session.ts'
import { inOrder, playReplies, type Replies, type Script, words } from '../../lib/testing/play-replies.ts'
import type { Behaviour } from '../../lib/testing/provider.ts'
import {
  type Installation,
  type InstallationOptions,
  startInstallation,
} from '../../lib/testing/start-installation.ts'

export type Finished = Event & { type: 'tool.finished' }
export type Stage = {
  here: Installation
  replies: Replies
  projectId: string
  /** On the stage's own project unless told otherwise. */
  begin(script: Script, projectId?: string): Promise<Drive>
  /** One reply, then the agent says that it is done; answers when the session waits for its review. */
  perform(...replies: Behaviour[]): Promise<{ session: Drive; calls: Finished[]; sent: string }>
  text(sessionId: string, long: LongText): Promise<string>
  close(): Promise<void>
}

/** Small enough that a bomb goes off here without being felt on the machine, large enough for honest commands. */
export const smallLimits: Partial<ProjectSettings> = {
  checks: [],
  mustPass: [],
  memoryMb: 384,
  diskMb: 160,
  commandTimeoutSeconds: 60,
}

export async function openStage(
  settings: Partial<ProjectSettings> = smallLimits,
  options: InstallationOptions = {},
): Promise<Stage> {
  const here = await startInstallation(options)
  const replies = await playReplies()
  await replies.configure(here, 'responses')
  const projectId = await here.addSampleProject(settings)
  let serial = 0
  const beginAs = (name: string, script: Script, on = projectId) => {
    replies.play(name, script)
    return beginSession(here, { projectId: on, mode: 'direct', model: { provider: 'configured', name } })
  }
  return {
    here,
    replies,
    projectId,
    begin: (script, on) => beginAs(`hostile-${++serial}`, script, on),
    async perform(...list) {
      const name = `hostile-${++serial}`
      const session = await beginAs(name, inOrder(...list, words('Done.')))
      await session.reviewed()
      const calls = ofType(await session.events(), 'tool.finished')
      return { session, calls, sent: JSON.stringify(replies.requests(name).at(-1)?.body) }
    },
    async text(sessionId, long) {
      if (typeof long === 'string') return long
      const { projectId: project } = await here.db.session.findUniqueOrThrow({ where: { id: sessionId } })
      const row = await here.db.blob.findUniqueOrThrow({
        where: { projectId_sha256: { projectId: project, sha256: long.blob } },
      })
      return Buffer.from(row.content).toString('utf8')
    },
    async close() {
      await replies.close()
      await here.stop()
    },
  }
}

/** Processes that see the worktree of this session, in whatever namespace. They may be dying still. */
export function processesOf(sessionId: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => readProc(`/proc/${pid}/mountinfo`).includes(sessionId))
}

export async function untilGone(sessionId: string): Promise<void> {
  while (processesOf(sessionId).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

export function readProc(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
