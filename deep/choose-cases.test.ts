import { expect, test } from 'vitest'
import { chooseCases, parseShard } from './choose-cases.ts'

const names = Array.from({ length: 23 }, (_, index) => `case ${index}`)

test('over all shards every case is chosen exactly once', () => {
  for (const count of [1, 2, 6, 50]) {
    const chosen = Array.from({ length: count }, (_, index) => [
      ...chooseCases('suite', names, { kind: 'shard', shard: `${index + 1}/${count}` }, 3),
    ]).flat()
    expect(chosen.sort()).toEqual([...names].sort())
  }
})

test('a sample is of its size, the same for the same commit, and another for another', () => {
  const drawn = (seed: string) => [...chooseCases('suite', names, { kind: 'sample', seed }, 4)]
  expect(drawn('a')).toHaveLength(4)
  expect(drawn('a')).toEqual(drawn('a'))
  const many = new Set(Array.from({ length: 60 }, (_, seed) => drawn(String(seed))).flat())
  expect(many.size).toBe(names.length)
  expect(chooseCases('suite', names, { kind: 'sample', seed: 'a' }, 'all').size).toBe(names.length)
})

test('a shard that is none is refused in words', () => {
  expect(parseShard('2/6')).toEqual({ index: 2, count: 6 })
  for (const wrong of ['', '0/3', '4/3', '1', 'a/b', '1/0']) expect(() => parseShard(wrong)).toThrow(/i\/n/)
})
