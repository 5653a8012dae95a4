import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { keepRunning, restartDelay } from './keep-running.mjs'

const alive = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
const isGone = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

test('the wait doubles and has an end', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 20].map(restartDelay)).toEqual([
    500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
  ])
})

test('a process that ends is reported and comes back; stop ends it for good', async () => {
  const started: ChildProcess[] = []
  const ends: { code: number | null; signal: string | null; failures: number }[] = []
  let again = () => {}
  const second = new Promise<void>((resolve) => {
    again = resolve
  })
  const kept = keepRunning({
    spawnChild() {
      const child = alive()
      started.push(child)
      if (started.length === 2) again()
      return child
    },
    onEnd: async ({ code, signal, failures }: (typeof ends)[number]) => {
      ends.push({ code, signal, failures })
    },
  })
  started[0]?.kill('SIGKILL')
  await second
  expect(ends).toEqual([{ code: null, signal: 'SIGKILL', failures: 1 }])
  await kept.stop()
  expect(started).toHaveLength(2)
  expect(started.every(isGone)).toBe(true)
})

test('a process that ignores the request to end is killed', async () => {
  const stubborn =
    "process.on('SIGTERM', () => {}); process.stdout.write('ready'); setInterval(() => {}, 1000)"
  const child = spawn(process.execPath, ['-e', stubborn], { stdio: ['ignore', 'pipe', 'ignore'] })
  const kept = keepRunning({ spawnChild: () => child, onEnd: async () => {}, graceMs: 50 })
  await once(child.stdout, 'data')
  await kept.stop()
  expect(child.signalCode).toBe('SIGKILL')
})

test('a program that does not exist counts as ended', async () => {
  const end = await new Promise<{ code: number }>((resolve) => {
    const kept = keepRunning({
      spawnChild: () => spawn('/no/such/program'),
      onEnd: async (ended: { code: number }) => {
        await kept.stop()
        resolve(ended)
      },
    })
  })
  expect(end.code).toBe(127)
})
