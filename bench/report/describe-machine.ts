// The machine beside the figures: without it a figure says nothing.
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { databaseUser, findPostgres, runAs } from '../../bin/postgres-binaries.mjs'

/** Lines for people, the load average at this moment last. `folder` may receive a copy of the database's programs. */
export function describeMachine(folder: string): string[] {
  const user = databaseUser()
  const program = join(findPostgres(folder, user), 'postgres')
  const postgres = execFileSync(program, ['--version'], { ...runAs(user), encoding: 'utf8' })
  const gigabytes = (totalmem() / 2 ** 30).toFixed(1)
  const loads = loadavg().map((load) => load.toFixed(2))
  return [
    `${cpus()[0]?.model.trim() || 'unknown processor'}, ${availableParallelism()} cores, ${gigabytes} GiB of memory`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}, PostgreSQL ${/[\d.]+/.exec(postgres)?.[0] ?? 'of unknown version'} (embedded)`,
    `Load average at the start: ${loads.join(', ')} (1, 5 and 15 minutes)`,
  ]
}
