// Measures what the data directory takes and frees what nobody needs, for the settings page; the result is the Setting 'storage'.
// A work folder goes only if the last snapshot holds exactly what is in it: this is looked at once more at the moment of removal.
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { compactRepository, isScattered } from '../git/repository.ts'
import { GitError } from '../git/run-git.ts'
import { removeWorktree } from '../git/worktree.ts'
import { Rejection } from '../protocol/rejection.ts'
import type { StorageReport } from '../protocol/storage.ts'
import { findReclaimable, namesIn, type Reclaimable, sizeOf } from './find-reclaimable.ts'
import type { RunnerParts } from './runner-parts.ts'

type Parts = Pick<RunnerParts, 'db' | 'folders' | 'sandbox' | 'logger'>

/** Looks, and says what it found. */
export async function measureStorage(parts: Parts, freed: StorageReport['freed'] = null): Promise<void> {
  const items = await findReclaimable(parts)
  const kept = new Set(freed?.kept.map((one) => one.sessionId) ?? [])
  const open = items.filter((one) => one.kind !== 'worktree' || !kept.has(one.sessionId))
  const data = dirname(parts.folders.sandbox)
  const [total, database, repositories] = await Promise.all([
    sizeOf(data),
    sizeOf(`${data}/postgres`),
    sizeOf(`${data}/repositories`),
  ])
  await say(parts, {
    at: new Date().toISOString(),
    state: 'measured',
    bytes: { total, database, repositories, reclaimable: sum(open) },
    reclaimable: {
      worktrees: open.filter((one) => one.kind === 'worktree').length,
      environments: open.filter((one) => one.kind === 'environment').length,
      leftovers: open.filter((one) => one.kind === 'checkout' || one.kind === 'draft').length,
    },
    progress: null,
    freed,
  })
}

/** Frees what `findReclaimable` names, with progress, then packs repositories that have become scattered. */
export async function freeSpace(parts: Parts, signal: AbortSignal): Promise<void> {
  const items = await findReclaimable(parts)
  const freed = { at: '', bytes: 0, removed: 0, kept: [] as { sessionId: string; reason: string }[] }
  const before = await readReport(parts)
  for (const [done, item] of items.entries()) {
    if (signal.aborted) return
    if (before)
      await say(parts, {
        ...before,
        state: 'freeing',
        progress: { done, of: items.length, bytes: freed.bytes },
      })
    const reason = await remove(parts, item)
    if (reason === null) {
      freed.bytes += item.bytes
      freed.removed += 1
    } else if (item.kind === 'worktree') freed.kept.push({ sessionId: item.sessionId, reason })
  }
  for (const name of await namesIn(dirname(parts.folders.repository('any')))) {
    if (signal.aborted) return
    if (name.endsWith('.git'))
      freed.bytes += await pack(parts, parts.folders.repository(name.slice(0, -4)), signal)
  }
  await measureStorage(parts, { ...freed, at: new Date().toISOString() })
}

/** For the runner, now and then: work folders of sessions that ended, and nothing that would have to be made again. */
export async function dropEndedWorktrees(parts: Parts, signal: AbortSignal): Promise<number> {
  let dropped = 0
  for (const item of await findReclaimable(parts)) {
    if (signal.aborted) break
    if (item.kind !== 'environment' && (await remove(parts, item)) === null) dropped += 1
  }
  return dropped
}

const sum = (items: readonly Reclaimable[]) => items.reduce((bytes, item) => bytes + item.bytes, 0)

/** null when it is gone; otherwise why it stays. */
async function remove({ folders, sandbox, logger }: Parts, item: Reclaimable): Promise<string | null> {
  try {
    if (item.kind !== 'worktree') {
      await sandbox.removeFolder(item.path)
      // Made by somebody else than the sandbox's user: then it is not ours to judge.
      return (await stat(item.path).catch(() => null)) ? 'It could not be removed.' : null
    }
    const { owner, confineGit } = sandbox
    const worktree = {
      bare: folders.repository(item.projectId),
      path: folders.worktree(item.sessionId),
      scratch: folders.scratch(item.sessionId),
      ...(owner ? { owner } : {}),
      ...(confineGit ? { confine: confineGit } : {}),
    }
    await removeWorktree({ worktree, savedTree: item.savedTree })
    return null
  } catch (error) {
    if (error instanceof Rejection) return error.message
    logger.warn({ item, error: (error as Error).message }, 'something that nobody needs could not be removed')
    return error instanceof GitError
      ? 'git could not read the folder, so nobody knows what is in it.'
      : String(error)
  }
}

async function pack({ logger }: Parts, bare: string, signal: AbortSignal): Promise<number> {
  try {
    if (!(await isScattered(bare))) return 0
    const before = await sizeOf(bare)
    await compactRepository(bare, { signal })
    return Math.max(0, before - (await sizeOf(bare)))
  } catch (error) {
    logger.warn({ bare, error: (error as Error).message }, 'a repository could not be packed')
    return 0
  }
}

async function readReport({ db }: Parts): Promise<StorageReport | null> {
  const row = await db.setting.findUnique({ where: { name: 'storage' } })
  return (row?.value ?? null) as StorageReport | null
}

async function say({ db }: Parts, value: StorageReport): Promise<void> {
  await db.setting.upsert({
    where: { name: 'storage' },
    create: { name: 'storage', value },
    update: { value },
  })
}
