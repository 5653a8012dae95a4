import { expect, test } from 'vitest'
import { parseTicks } from './read-cpu.ts'
import { descendants, type ProcessMemory, parsePss, sumParts } from './read-memory.ts'

test('a tree is the process and everything below it', () => {
  const parents = new Map([
    [1, 0],
    [10, 1],
    [11, 10],
    [12, 10],
    [13, 12],
    [20, 1],
  ])
  expect(descendants(10, parents).sort()).toEqual([10, 11, 12, 13])
})

test('the proportional set size is found among its relatives, and its absence is no zero', () => {
  expect(parsePss('Rss:  9000 kB\nPss:      4321 kB\nPss_Dirty:  77 kB\n')).toBe(4321)
  expect(() => parsePss('Rss:  9000 kB\n')).toThrow('does not tell')
})

test('every process counts once, with the part that started it', () => {
  const one = (pid: number, parent: number, name: string, environment = ''): ProcessMemory => ({
    pid,
    parent,
    name,
    environment,
    pssKilobytes: 1024 * pid,
  })
  const parts = sumParts([
    one(1, 0, 'node'),
    one(2, 1, 'next-server', 'DATABASE_URL=x'),
    one(3, 1, 'node', 'DATABASE_URL=x\0COUNTERSIGN_RUNNER_ID=r'),
    one(4, 3, 'rg', 'DATABASE_URL=x\0COUNTERSIGN_RUNNER_ID=r'),
    one(5, 1, 'postgres'),
    one(6, 5, 'postgres'),
  ])
  expect(parts).toEqual({ supervisor: 1, server: 2, runner: 7, database: 11 })
})

test('processor time is found behind whatever a process calls itself', () => {
  const stat = '12 (a) b (c) S 1 12 12 0 -1 4194560 9 8 7 6 100 20 3 4 20 0 11 0 555 1000'
  expect(parseTicks(stat)).toBe(127)
})
