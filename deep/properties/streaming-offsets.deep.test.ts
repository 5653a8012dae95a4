// Text on its way to a reader, through losses of the unlogged table, failed writes, generations and reconnects from anywhere:
// what the reader has is always the beginning of what was said, in the end all of it, and nothing twice.
import fc from 'fast-check'
import { afterAll, beforeAll, expect } from 'vitest'
import { readOpenItems } from '../../lib/event-log/deltas.ts'
import { cleanText } from '../../lib/protocol/clean-text.ts'
import { createItemStore, type ItemStore } from '../../lib/realtime/item-store.ts'
import { readNewDeltas } from '../../lib/realtime/read-new-deltas.ts'
import { createDeltaBuffer } from '../../lib/runner/delta-buffer.ts'
import { type OpenLog, openLog } from '../../lib/testing/open-log.ts'
import { eachCase } from '../each-case.ts'

let log: OpenLog
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log?.close())

const itemId = 'request.text'
type Move =
  | { do: 'say'; text: string }
  | { do: 'flush' | 'read' | 'lose' | 'rewrite' | 'fail' }
  /** A reader opens again with the beginning of what it had, or with nothing. */
  | { do: 'reopen'; keep: number }

/** Pieces may end in the middle of a surrogate pair, and may hold what the log does not take. */
const pieces = fc.array(fc.constantFrom('a', 'ö', '\ud83d', '\ude00', '\u{1f600}', '\0', '\n', 'word '), {
  maxLength: 8,
})
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: pieces.map((list): Move => ({ do: 'say', text: list.join('') })) },
  { weight: 4, arbitrary: fc.constant<Move>({ do: 'flush' }) },
  { weight: 4, arbitrary: fc.constant<Move>({ do: 'read' }) },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ do: 'lose' }, { do: 'rewrite' }, { do: 'fail' }) },
  { weight: 2, arbitrary: fc.nat(20).map((keep): Move => ({ do: 'reopen', keep })) },
)

const newStore = () => createItemStore(() => {})

async function read(sessionId: string, store: ItemStore): Promise<void> {
  const cursors = store.cursors().map((cursor) => ({ sessionId, ...cursor }))
  const whole = (await readNewDeltas(log.db, [sessionId], cursors)).every((piece) =>
    store.append(piece.itemId, piece.generation, piece.offset, piece.text),
  )
  if (whole) return
  // A gap: as a browser does, it asks for everything of the open items.
  for (const piece of await readOpenItems(log.db, [sessionId]))
    if (!store.append(piece.itemId, piece.generation, piece.offset, piece.text)) return
}

const seeds = Array.from({ length: 10 }, (_, seed) => ({
  name: `offsets of deltas: courses of seed ${seed + 1}`,
  seed: seed + 1,
}))

eachCase('properties', seeds, { sample: 1, timeout: 200_000 }, async ({ seed }) => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 60 }), async (moves) => {
      const sessionId = await log.begin()
      const { fence } = await log.claim(sessionId)
      let failing = false
      const pool = new Proxy(log.pool, {
        get: (target, name) =>
          name === 'query' && failing
            ? () => Promise.reject(new Error('the database is away'))
            : Reflect.get(target, name).bind?.(target),
      })
      const buffer = createDeltaBuffer(pool, () => {})
      let store = newStore()
      let said = ''
      const expectBeginning = () => expect(cleanText(said).startsWith(store.text(itemId))).toBe(true)
      for (const one of moves) {
        if (one.do === 'reopen') {
          const [cursor] = store.cursors()
          const kept = store.text(itemId).slice(0, one.keep)
          store = newStore()
          if (cursor && kept !== '') store.append(itemId, cursor.generation, 0, kept)
        } else if (one.do === 'say') {
          said += one.text
          buffer.push(fence, itemId, one.text)
        } else if (one.do === 'flush') await buffer.flush()
        else if (one.do === 'read') await read(sessionId, store)
        else if (one.do === 'lose') await log.db.delta.deleteMany({ where: { sessionId } })
        else if (one.do === 'rewrite') buffer.rewrite()
        else {
          failing = true
          await buffer.flush()
          failing = false
        }
        expectBeginning()
      }
      // After a loss the runner is told, and writes what is open again.
      buffer.rewrite()
      await buffer.flush()
      await read(sessionId, store)
      // Half of a pair waits for its other half until the closing event.
      const last = said.charCodeAt(said.length - 1)
      const streamed = last >= 0xd800 && last <= 0xdbff ? said.slice(0, -1) : said
      expect(store.text(itemId)).toBe(cleanText(streamed))
    }),
    { numRuns: 8, seed, endOnFailure: true },
  )
})
