import fc from 'fast-check'
import { expect, test } from 'vitest'
import { colorLine, familyOf } from './color-line.ts'

const shown = (text: string, path = 'a.ts') =>
  colorLine(text, familyOf(path), null)
    .filter((piece) => piece.ink)
    .map((piece) => `${piece.ink}:${piece.text}`)

test('code is read by sight', () => {
  expect(shown("export const a = await pay('x', 10) // now")).toEqual([
    'keyword:export',
    'keyword:const',
    'keyword:await',
    'name:pay',
    "string:'x'",
    'number:10',
    'comment:// now',
  ])
  expect(shown('# def', 'a.py')).toEqual(['comment:# def'])
  expect(shown('order.delete(x)')).toEqual([])
  expect(shown('return "never', 'README.md')).toEqual([])
})

test('no character is lost or moved, whatever the line and the marks', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(40), fc.nat(40), (text, a, b) => {
      const changed: [number, number] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)]
      const pieces = colorLine(text, 'c', changed)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      const marked = pieces.filter((piece) => piece.changed)
      expect(marked.map((piece) => piece.text).join('')).toBe(text.slice(...changed))
    }),
  )
})
