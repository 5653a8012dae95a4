// The clock of the database is set back an hour: sessions of a runner that died before are not held for that hour.
import { afterEach, expect } from 'vitest'
import { claimLease } from '../../lib/event-log/lease.ts'
import { createTestDatabase } from '../../lib/testing/test-database.ts'
import { eachCase } from '../each-case.ts'
import { startDeciding } from './decide-on.ts'
import { openOn, query, undo, undoAll } from './open-on.ts'

afterEach(undoAll)

/** The database's clock, for whoever comes from now on: functions of these names are found before the built-in ones. */
async function setClock(url: string, hours: number): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  const shifted = (which: string) =>
    `CREATE OR REPLACE FUNCTION public.${which}() RETURNS timestamptz LANGUAGE sql VOLATILE AS
     $$ SELECT pg_catalog.${which}() + interval '${hours} hours' $$`
  await query(url, `${shifted('clock_timestamp')}; ${shifted('now')}`)
  await query(url, `ALTER DATABASE ${name} SET search_path = public, pg_catalog`)
}

async function setsTheClockBack(): Promise<void> {
  const database = await createTestDatabase()
  undo.push(database.drop)
  await setClock(database.url, 0)
  const db = openOn(database.url, '/nonexistent')
  const ada = await startDeciding(db)
  // A runner that dies with the machine, before the clock is set back: nobody gives its lease back.
  const dead = await claimLease(db, ada.sessionId, 'dead', 10)
  expect(dead?.fence.epoch).toBe(1)
  expect(await claimLease(db, ada.sessionId, 'early', 10)).toBeNull()
  await setClock(database.url, -1)
  const claim = await claimLease(db, ada.sessionId, 'living', 10)
  expect(claim?.fence.epoch).toBe(2)
  expect(await claimLease(db, ada.sessionId, 'another', 10)).toBeNull()
  expect(await ada.say()).toBe(true)
  await ada.expectAll()
}

const cases = [{ name: 'set back an hour while a dead runner holds a lease', run: setsTheClockBack }]

eachCase('storage: clock', cases, { sample: 1, timeout: 300_000 }, ({ run }) => run())
