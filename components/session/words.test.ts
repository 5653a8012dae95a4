// Numbers and commands as people read them.
import { expect, it } from 'vitest'
import { duration, lasted, money, plural, shortCount } from './words.ts'

it.each([
  [42, '42 ms'],
  [5210, '5.2 s'],
  [59_000, '59 s'],
  [185_000, '3 min 5 s'],
  [1_500_000, '25 min'],
  [7_800_000, '2 h 10 min'],
  [200_000_000, '2 days'],
])('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words))

it('says how long something lasted in whole minutes', () => {
  expect([0, 59_999, 60_000, 3_660_000, 90_000_000].map(lasted)).toEqual([
    'under a minute',
    'under a minute',
    '1 min',
    '1 h 1 min',
    '1 day',
  ])
})

it('counts', () => {
  expect([plural(1, 'file'), plural(0, 'file'), plural(1200, 'reply', 'replies')]).toEqual([
    '1 file',
    '0 files',
    '1,200 replies',
  ])
  expect([840, 12_400, 250_000, 1_240_000].map(shortCount)).toEqual(['840', '12.4k', '250k', '1.2M'])
  expect([0, 0.004, 0.42].map(money)).toEqual(['$0.00', '< $0.01', '$0.42'])
})
