// A migration is killed in the middle: what it had done is undone, and the next start applies it once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { migrate } from '../../bin/migrate.mjs'
import { nodePath, root } from '../../bin/node-runtime.mjs'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { createEmptyDatabase } from '../../lib/testing/test-database.ts'
import { eachCase } from '../each-case.ts'
import { query, undo, undoAll, until } from './open-on.ts'

afterEach(undoAll)

async function killsTheMigration(): Promise<void> {
  const database = await createEmptyDatabase()
  undo.push(database.drop)
  const folder = createTemporaryFolder()
  undo.push(() => removeTemporaryFolder(folder))
  const write = (name: string, sql: string) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'migration.sql'), sql)
  }
  write('1_first', 'CREATE TABLE a (id int); INSERT INTO a VALUES (1);')
  write('2_slow', 'INSERT INTO a VALUES (2); SELECT pg_sleep(600); INSERT INTO a VALUES (3);')
  const program = `import { migrate } from ${JSON.stringify(join(root, 'bin/migrate.mjs'))}
    await migrate(${JSON.stringify(database.url)}, ${JSON.stringify(folder)})`
  const child = spawn(nodePath(), ['--input-type=module', '-e', program], { stdio: 'ignore' })
  const exit = once(child, 'exit')
  await until(async () => {
    const busy = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()`
    return (await query(database.url, busy)).length > 0
  })
  child.kill('SIGKILL')
  await exit
  // Postgres sees the lost connection when it next writes to it; a person would meet the lock, or restart the database.
  await query(
    database.url,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  rmSync(join(folder, '2_slow'), { recursive: true })
  write('2_slow', 'INSERT INTO a VALUES (2); INSERT INTO a VALUES (3);')
  expect(await migrate(database.url, folder)).toEqual(['2_slow'])
  expect(await query(database.url, 'SELECT id FROM a ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
}

const cases = [{ name: 'killed in the middle', run: killsTheMigration }]

eachCase('storage: migration', cases, { sample: 1, timeout: 300_000 }, ({ run }) => run())
