// A database of the bench's own, with the durability that a real installation has, gone afterwards.
import { migrate } from '../../bin/migrate.mjs'
import { startPostgres } from '../../bin/postgres.mjs'
import { installQueue } from '../../bin/prepare-database.mjs'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'

export type BenchDatabase = { url: string; folder: string }

/** What the product's own code finds in the environment of a process of the bench. */
export const environmentFor = (url: string, dataFolder: string) => ({
  NODE_ENV: 'test',
  DATABASE_URL: url,
  COUNTERSIGN_SECRET: 'a secret of the bench, which guards nothing',
  COUNTERSIGN_DATA: dataFolder,
})

/** Once per process, since a process reads its environment once. Starts a server, migrates, does the work, and removes everything. */
export async function withDatabase<T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const folder = createTemporaryFolder()
  try {
    const server = await startPostgres({ folder, leashed: true })
    try {
      Object.assign(process.env, environmentFor(server.url, folder))
      await migrate(server.url)
      await installQueue(server.url)
      return await work({ url: server.url, folder })
    } finally {
      await server.stop()
    }
  } finally {
    removeTemporaryFolder(folder)
  }
}
