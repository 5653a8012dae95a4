// Gives back what a runner held when it died, so that another takes its sessions over at once instead of waiting
// for the leases to run out. Only the supervisor calls it, and only for a runner whose process has ended.
import pg from 'pg'

/** Ends every lease of `owner` now, by the database's clock; answers how many there were. */
export async function expireLeases(url, owner) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query(
      'UPDATE "RunLease" SET "leaseUntil" = now() WHERE owner = $1 AND "leaseUntil" > now()',
      [owner],
    )
    return rowCount
  } finally {
    await client.end()
  }
}
