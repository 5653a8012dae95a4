// A person's permission for a project's setup command with these key files and hosts, kept for the whole project.
// It is sealed with a keyed hash: a row that was written or changed by hand permits nothing.
import canonicalize from 'canonicalize'
import { valueHmac } from '../auth/decision-mac.ts'
import type { RunnerParts } from './runner-parts.ts'

export type SetupGrant = {
  projectId: string
  /** From setupGrantDigest. */
  digest: string
  command: string
  userId: string
  userName: string
}

const macOf = ({ projectId, digest, command, userId, userName }: SetupGrant): string =>
  valueHmac(canonicalize({ v: 1, kind: 'setup grant', projectId, digest, command, userId, userName }) ?? '')

/** The first permission stays; a row that is not authentic is replaced. */
export async function grantSetup(parts: Pick<RunnerParts, 'db'>, grant: SetupGrant): Promise<void> {
  if (await isSetupGranted(parts, grant)) return
  const { projectId, digest } = grant
  const row = { ...grant, mac: macOf(grant) }
  await parts.db.setupGrant.upsert({
    where: { projectId_digest: { projectId, digest } },
    create: row,
    update: { ...row, at: new Date() },
  })
}

export async function isSetupGranted(
  parts: Pick<RunnerParts, 'db'>,
  { projectId, digest }: Pick<SetupGrant, 'projectId' | 'digest'>,
): Promise<boolean> {
  const found = await parts.db.setupGrant.findUnique({ where: { projectId_digest: { projectId, digest } } })
  return found !== null && found.mac === macOf(found)
}
