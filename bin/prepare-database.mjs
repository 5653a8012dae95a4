// Run by the Node that runs TypeScript, once per start: migrates, installs the job queue's tables, gives back the
// leases of a runner that is known to be dead, and makes the token that the first account may need.
// Reads the environment that server and runner get and, as its argument, the dead runner's name.
// Answers one line of JSON: {applied: [name], setupToken: text or null}.
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { isReachableFromBeyond, setupToken } from '../lib/auth/setup-token.ts'
import { expireLeases } from './expire-leases.mjs'
import { migrate } from './migrate.mjs'
import { endWith } from './say.mjs'

/** Creates or updates the tables of pg-boss. One process does this; the others connect with {migrate: false}. */
export async function installQueue(url) {
  const boss = new PgBoss({ connectionString: url, max: 2, supervise: false, schedule: false })
  boss.on('error', () => {}) // start() rejects with the same error
  await boss.start()
  await boss.stop({ graceful: false })
}

async function hasUsers(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query('SELECT EXISTS (SELECT FROM "User") AS found')
  await client.end()
  return rows[0].found
}

// The token only matters until somebody has an account, and only where strangers can reach the page.
async function tokenFor({ DATABASE_URL, COUNTERSIGN_SECRET, HOST, PUBLIC_URL }) {
  if (!isReachableFromBeyond({ host: HOST, publicUrl: PUBLIC_URL })) return null
  return (await hasUsers(DATABASE_URL)) ? null : setupToken(COUNTERSIGN_SECRET)
}

if (process.argv[1]?.endsWith('prepare-database.mjs')) {
  try {
    const url = process.env.DATABASE_URL
    const applied = await migrate(url)
    await installQueue(url)
    if (process.argv[2]) await expireLeases(url, process.argv[2])
    process.stdout.write(JSON.stringify({ applied, setupToken: await tokenFor(process.env) }))
  } catch (error) {
    endWith(error)
  }
}
