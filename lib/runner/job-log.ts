// What a job shows of itself while it runs: output and progress, written together a few times a second, and its end.
// The output is bounded: of very long output the end stays, because that is where a failure speaks.
import type { Prisma } from '../../prisma/generated/client.ts'
import type { DbTransaction } from '../db.ts'
import { notify } from '../event-log/listen.ts'
import { cleanPieces } from '../protocol/clean-text.ts'
import { type ProjectFence, writeFenced } from './project-lease.ts'
import type { RunnerParts } from './runner-parts.ts'

/** What is going on now, in words; `percent` where it is known. */
export type JobProgress = { phase: string; percent: number | null }

export type JobLog = {
  output(text: string): void
  progress(progress: JobProgress): void
  /** Writes what is left, then the end; `more` happens in the same transaction. Throws Rejection 'run.fenced'. */
  end(
    status: 'done' | 'failed',
    result: object,
    more?: (tx: DbTransaction) => Promise<unknown>,
  ): Promise<void>
  /** Stops writing, without an end. */
  close(): Promise<void>
}

const batchMs = 200
/** Characters. Beyond the most, the output starts again with its end. */
const mostOutput = 2_000_000
const keptOutput = 400_000
const leftOut = '[the output before this is left out]\n'

export function openJobLog(
  parts: Pick<RunnerParts, 'db' | 'logger'>,
  fence: ProjectFence,
  { projectId, jobId }: { projectId: string; jobId: string },
): JobLog {
  const pieces = cleanPieces()
  let text = ''
  let progress: JobProgress | null = null
  let written = 0
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const takeOutput = () => {
    const added = text.length > keptOutput ? leftOut + text.slice(-keptOutput).toWellFormed() : text
    text = ''
    return added
  }
  const write = async () => {
    const [addition, now] = [takeOutput(), progress]
    progress = null
    if (addition === '' && now === null) return
    const startsAgain = written + addition.length > mostOutput
    try {
      await writeFenced(parts.db, fence, async (tx) => {
        await tx.$executeRaw`
          UPDATE "ProjectJob" SET
            output = CASE WHEN ${startsAgain} THEN ${leftOut} || right(output, ${keptOutput}::int) ELSE output END || ${addition},
            progress = COALESCE(${now && JSON.stringify(now)}::jsonb, progress)
          WHERE id = ${jobId}`
        await notify(tx, { kind: 'project', projectId })
      })
      written = (startsAgain ? keptOutput : written) + addition.length
    } catch (error) {
      // Shown again with the next batch; whoever lost the lease is stopped by that.
      text = addition + text
      progress ??= now
      parts.logger.warn(
        { jobId, error: (error as Error).message },
        'the output of a job could not be written',
      )
    }
  }
  const flush = () => {
    timer = undefined
    writing = writing.then(write).then(() => {
      if (text !== '' || progress !== null) schedule()
    })
  }
  const schedule = () => {
    if (!closed) timer ??= setTimeout(flush, batchMs)
  }
  const close = async () => {
    closed = true
    clearTimeout(timer)
    await writing
  }
  return {
    output(piece) {
      text += pieces.push(piece)
      schedule()
    },
    progress(next) {
      progress = next
      schedule()
    },
    close,
    async end(status, result, more) {
      await close()
      text += pieces.end()
      await write()
      await writeFenced(parts.db, fence, async (tx) => {
        await tx.projectJob.update({
          where: { id: jobId },
          data: { status, result: result as Prisma.InputJsonObject, finishedAt: new Date() },
        })
        await more?.(tx)
        await notify(tx, { kind: 'project', projectId })
      })
    },
  }
}
