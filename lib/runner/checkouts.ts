// Clean checkouts live for one check or one setup. They carry the epoch that made them, so that what a dead runner left is known
// for what it is and removed by whoever takes over.
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Fence } from '../event-log/record.ts'
import { removeCheckout } from '../git/worktree.ts'
import type { RunnerParts } from './runner-parts.ts'

type Maker = Pick<Fence, 'sessionId' | 'epoch'>

/** Absolute, and of nobody else. */
export function newCheckoutPath({ folders }: Pick<RunnerParts, 'folders'>, maker: Maker): string {
  return folders.checkout(`${maker.sessionId}.${maker.epoch}.${crypto.randomUUID()}`)
}

/** What cannot be removed costs space and nothing else: it is logged and stays for the next time. */
export async function removeOlderCheckouts(
  { folders, sandbox, logger }: Pick<RunnerParts, 'folders' | 'sandbox' | 'logger'>,
  projectId: string,
  { sessionId, epoch }: Maker,
): Promise<void> {
  const all = dirname(folders.checkout('any'))
  for (const name of await readdir(all)) {
    const [maker, madeIn] = name.split('.')
    if (maker !== sessionId || !(Number(madeIn) < epoch)) continue
    const path = join(all, name)
    const owner = sandbox.owner
    await removeCheckout({ bare: folders.repository(projectId), path, ...(owner ? { owner } : {}) }).catch(
      (error: Error) => logger.warn({ path, error: error.message }, 'an old checkout could not be removed'),
    )
  }
}
