import { expect, test } from 'vitest'
import { joinPieces } from './join-pieces.ts'

const piece = (itemId: string, generation: number, offset: number, text: string) => ({
  sessionId: 's',
  itemId,
  generation,
  offset,
  text,
})

test('what follows on becomes one, what does not stays apart', () => {
  expect(
    joinPieces([
      piece('a', 0, 3, 'def'),
      piece('a', 0, 6, 'g'),
      piece('a', 0, 9, 'after a hole'),
      piece('a', 1, 21, 'of another generation'),
      piece('b', 1, 42, 'of another item'),
    ]),
  ).toEqual([
    piece('a', 0, 3, 'defg'),
    piece('a', 0, 9, 'after a hole'),
    piece('a', 1, 21, 'of another generation'),
    piece('b', 1, 42, 'of another item'),
  ])
  expect(joinPieces([])).toEqual([])
})
