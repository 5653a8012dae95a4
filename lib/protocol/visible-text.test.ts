import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasHidden, mixedWords, visibleLine, visibleParts, visibleText } from './visible-text.ts'

test.each([
  ['a right-to-left override', 'rm \u202Etxt.hs\u202C', 'rm ⟨U+202E⟩txt.hs⟨U+202C⟩'],
  ['an isolate', 'a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
  ['zero width', 'pay\u200Bpal\uFEFF\u2060', 'pay⟨U+200B⟩pal⟨U+FEFF⟩⟨U+2060⟩'],
  ['a terminal sequence', '\u001b[2Jgone\u0007', '⟨U+001B⟩[2Jgone⟨U+0007⟩'],
  ['a carriage return that writes over the line', 'evil\rgood', 'evil⟨U+000D⟩good'],
  ['spaces that are none', 'a\u00a0b\u3000c\u2003d', 'a⟨U+00A0⟩b⟨U+3000⟩c⟨U+2003⟩d'],
  ['line separators', 'a\u2028b', 'a⟨U+2028⟩b'],
  ['tags and selectors', 'x\u{E0041}\uFE0F', 'x⟨U+E0041⟩⟨U+FE0F⟩'],
  ['fillers', 'a\u3164b\u2800c', 'a⟨U+3164⟩b⟨U+2800⟩c'],
])('shows %s', (_, text, shown) => {
  expect(visibleText(text)).toBe(shown)
  expect(hasHidden(text)).toBe(true)
})

test.each(['plain', 'tab\tand\nnewline', 'Grüße, 価格, цена, שלום', '😀 → “quotes” – dash', ''])(
  'leaves %j alone',
  (text) => expect(visibleText(text)).toBe(text),
)

describe('for every text', () => {
  const any = fc.string({ unit: 'binary' })
  test('what is shown hides nothing, and no two texts that differ only in what hides are shown alike', () => {
    fc.assert(
      fc.property(any, (text) => {
        const shown = visibleText(text)
        expect(hasHidden(shown)).toBe(false)
        expect(visibleText(shown)).toBe(shown)
        expect(
          visibleParts(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text === '' ? '' : shown)
        if (!text.includes('⟨')) expect(unspell(shown)).toBe(text)
      }),
    )
  })
  test('a line has no line breaks', () => {
    fc.assert(fc.property(any, (text) => !/[\n\t\r\u2028]/.test(visibleLine(text))))
  })
})

const unspell = (text: string) =>
  text.replace(/⟨U\+([0-9A-F]{4,6})⟩/g, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)))

test('words that mix look-alike letters with Latin ones are named; words of one script are not', () => {
  expect(mixedWords('curl https://p\u0430ypal.com цена τιμή')).toEqual([
    { word: 'p\u0430ypal', spelled: 'p\u0430⟨U+0430⟩ypal' },
  ])
  expect(mixedWords('plain Grüße 価格x')).toEqual([])
})
