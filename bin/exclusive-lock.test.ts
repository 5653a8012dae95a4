import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockHolder, takeLock } from './exclusive-lock.mjs'
import { ownIdentity } from './process-identity.mjs'

let folder = ''
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-lock-'))
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  rmSync(folder, { recursive: true })
})

/** A process that takes the lock, says whether it got it, and then lives on. */
async function otherProcess(path: string): Promise<{ child: ChildProcess; won: boolean }> {
  const source = `
    const { takeLock } = await import(${JSON.stringify(new URL('exclusive-lock.mjs', import.meta.url).href)})
    const { lock } = await takeLock(${JSON.stringify(path)})
    lock?.describe({ address: 'http://localhost:1' })
    process.stdout.write(lock ? 'won' : 'lost')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [answer] = await once(child.stdout!, 'data')
  return { child, won: String(answer) === 'won' }
}

test('a lock of a living process is refused and says who holds it and where', async () => {
  const path = join(folder, 'a.lock')
  const { child } = await otherProcess(path)
  expect(await takeLock(path)).toEqual({
    holder: { pid: child.pid, start: expect.any(String), address: 'http://localhost:1' },
  })
})

test('a lock of a killed process is taken over', async () => {
  const path = join(folder, 'a.lock')
  const { child } = await otherProcess(path)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const { lock } = await takeLock(path)
  expect(lockHolder(path)?.pid).toBe(process.pid)
  lock?.release()
  expect(lockHolder(path)).toBeNull()
  expect(readdirSync(folder)).toEqual([])
})

test('a number that another process uses now is not mistaken for the holder', async () => {
  const path = join(folder, 'a.lock')
  writeFileSync(path, JSON.stringify({ pid: process.ppid, start: 'another time' }))
  expect((await takeLock(path)).lock).toBeDefined()
})

test('a damaged lock file does not lock anybody out', async () => {
  const path = join(folder, 'a.lock')
  writeFileSync(path, '{"pid":')
  expect((await takeLock(path)).lock).toBeDefined()
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(ownIdentity())
})

test('of several processes that start together over a stale lock exactly one wins', async () => {
  const path = join(folder, 'a.lock')
  writeFileSync(path, JSON.stringify({ pid: process.pid, start: 'another time' }))
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => otherProcess(path)))
  expect(outcomes.filter(({ won }) => won)).toHaveLength(1)
})
