import { expect, test } from 'vitest'
import { readPrices } from './prices.ts'

test('prices are read with point or comma, and may be absent', () => {
  expect(readPrices({ input: ' ', cachedInput: '', output: '' })).toEqual({ prices: null })
  expect(readPrices({ input: '1,25', cachedInput: '', output: '10' })).toEqual({
    prices: { input: 1.25, output: 10 },
  })
  expect(readPrices({ input: '0', cachedInput: '0.1', output: '0' })).toEqual({
    prices: { input: 0, cachedInput: 0.1, output: 0 },
  })
})

test('half a price and words are refused', () => {
  expect(readPrices({ input: '1', cachedInput: '', output: '' })).toHaveProperty('problem')
  expect(readPrices({ input: 'cheap', cachedInput: '', output: '1' })).toHaveProperty('problem')
  expect(readPrices({ input: '-1', cachedInput: '', output: '1' })).toHaveProperty('problem')
})
