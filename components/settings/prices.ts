// Prices as a form holds them. Pure.
export type PriceTexts = { input: string; cachedInput: string; output: string }
export type Prices = { input: number; cachedInput?: number; output: number }

/** `prices` is null where none are given; a sentence where they make no sense. */
export function readPrices(texts: PriceTexts): { prices: Prices | null } | { problem: string } {
  const read = (text: string) => (text.trim() === '' ? undefined : Number(text.trim().replace(',', '.')))
  const [input, cachedInput, output] = [read(texts.input), read(texts.cachedInput), read(texts.output)]
  const given = [input, cachedInput, output].filter((price) => price !== undefined)
  if (given.length === 0) return { prices: null }
  if (given.some((price) => !(price >= 0))) return { problem: 'Prices are numbers, such as 1.25.' }
  if (input === undefined || output === undefined)
    return { problem: 'Give the price of input and of output, or none.' }
  return { prices: { input, output, ...(cachedInput !== undefined && { cachedInput }) } }
}
