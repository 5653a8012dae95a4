// What this installation is made of, for its settings page. Paths of the machine are for admins.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Identity } from '../auth/identity.ts'
import type { Db } from '../db.ts'
import { env } from '../env.ts'

export type Installation = {
  version: string
  node: string
  database: string
  publicUrl: string
  /** null unless the reader is an admin. */
  dataFolder: string | null
  /** What the runner found when it started; null before its first start. */
  sandbox: unknown
  sandboxSeenAt: string | null
}

export async function describeInstallation(db: Db, identity: Identity): Promise<Installation> {
  const [report, [server]] = await Promise.all([
    db.setting.findUnique({ where: { name: 'sandbox.report' } }),
    db.$queryRaw<{ version: string }[]>`SELECT current_setting('server_version') AS version`,
  ])
  const manifest = JSON.parse(await readFile(join(process.cwd(), 'package.json'), 'utf8')) as {
    version: string
  }
  return {
    version: manifest.version,
    node: process.version,
    database: `PostgreSQL ${server?.version}`,
    publicUrl: env().publicUrl,
    dataFolder: identity.role === 'admin' ? env().dataFolder : null,
    sandbox: report?.value ?? null,
    sandboxSeenAt: report?.updatedAt.toISOString() ?? null,
  }
}
