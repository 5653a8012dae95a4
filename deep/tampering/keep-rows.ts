// All rows of an installation as they stand, and the way back to them: what a person with the database's password can do to a session
// is undone between two cases. Never used outside of tests.
import type { Db } from '../../lib/db.ts'

export async function saveRows(db: Db): Promise<{ restore(): Promise<void> }> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_%'`
  const names = tables.map(({ name }) => `"${name}"`)
  await db.$executeRawUnsafe('CREATE SCHEMA kept')
  for (const name of names)
    await db.$executeRawUnsafe(`CREATE TABLE kept.${name} AS SELECT * FROM public.${name}`)
  return {
    async restore() {
      await db.$transaction(async (tx) => {
        // Rows come back in any order; what refers to what is the same as before.
        await tx.$executeRawUnsafe('SET LOCAL session_replication_role = replica')
        for (const name of names) {
          await tx.$executeRawUnsafe(`DELETE FROM public.${name}`)
          await tx.$executeRawUnsafe(`INSERT INTO public.${name} SELECT * FROM kept.${name}`)
        }
      })
    },
  }
}
