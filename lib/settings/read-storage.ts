// What a runner said last about the data directory; null before the first time.
import type { Db } from '../db.ts'
import { StorageReport } from '../protocol/storage.ts'

export async function readStorage(db: Db): Promise<StorageReport | null> {
  const row = await db.setting.findUnique({ where: { name: 'storage' } })
  // Written by a runner, which may be of another release: what is not understood counts as unknown.
  return StorageReport.safeParse(row?.value).data ?? null
}
