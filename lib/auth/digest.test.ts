// What is approved is bound by its digest: the order of keys is nothing, any other change is another digest; and what was approved
// has the same digest after it went through the log.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApprovalSubject } from '../protocol/approval-subjects.ts'
import { cleanDeep } from '../protocol/clean-deep.ts'
import golden from '../protocol/fixtures/events-1.json' with { type: 'json' }
import { digestOf } from './decision-mac.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const subjects = golden['approval.requested'].map((one) => ApprovalSubject.parse(one.subject) as Json)

function shuffled(value: Json, by: readonly number[]): Json {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, by))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner], index) => ({
    key,
    inner,
    at: by[index % by.length]!,
  }))
  return Object.fromEntries(
    entries.sort((a, b) => a.at - b.at).map(({ key, inner }) => [key, shuffled(inner, by)]),
  )
}

/** Every place of the value at which something can be different. */
function places(value: Json, path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return [path, ...value.flatMap((one, index) => places(one, [...path, index]))]
  if (value === null || typeof value !== 'object') return [path]
  return Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))
}

function changedAt(value: Json, [first, ...rest]: (string | number)[], by: (old: Json) => Json): Json {
  if (first === undefined) return by(value)
  if (Array.isArray(value))
    return value.map((one, index) => (index === first ? changedAt(one, rest, by) : one))
  const object = value as { [key: string]: Json }
  return { ...object, [first]: changedAt(object[first]!, rest, by) }
}

const another =
  (seed: string) =>
  (old: Json): Json => {
    if (typeof old === 'string') return `${old}${seed}`
    if (typeof old === 'number') return old + 1
    if (typeof old === 'boolean') return !old
    return Array.isArray(old) ? [...old, seed] : seed
  }

test('any change at any place of anything that is approved is another digest', () => {
  for (const subject of subjects)
    for (const path of places(subject))
      for (const seed of [' ', '\u0000', '\u202e', 'é', 'e\u0301'])
        expect(digestOf(changedAt(subject, path, another(seed))), path.join('.')).not.toBe(digestOf(subject))
})

test('the order of keys is nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...subjects),
      fc.array(fc.nat(), { minLength: 1, maxLength: 9 }),
      (subject, by) => {
        expect(digestOf(shuffled(subject, by))).toBe(digestOf(subject))
      },
    ),
    { numRuns: 100, seed: 1 },
  )
})

test('the order of a list is something, and so is where one text ends and the next begins', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), fc.nat(), (argv, at) => {
      const cut = at % (argv.length - 1)
      const joined = [...argv.slice(0, cut), argv[cut]! + argv[cut + 1]!, ...argv.slice(cut + 2)]
      expect(digestOf({ argv: joined })).not.toBe(digestOf({ argv }))
      const turned = [...argv].reverse()
      expect(digestOf(turned) === digestOf(argv)).toBe(JSON.stringify(turned) === JSON.stringify(argv))
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('what went through the log has the digest it was approved by, whatever text it holds', () => {
  const text = fc
    .string({ unit: fc.constantFrom('a', 'é', 'e\u0301', '\u{1f600}', '\u2028', '\uffff', '"', '\\') })
    .map((one) => `${one}\ud800${one}\u0000`)
  fc.assert(
    fc.property(
      fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true })), {
        maxKeys: 4,
      }),
      (value) => {
        const clean = cleanDeep(value)
        const stored = JSON.parse(JSON.stringify(clean)) as unknown
        expect(digestOf(stored)).toBe(digestOf(clean))
        expect(digestOf(cleanDeep(stored))).toBe(digestOf(clean))
      },
    ),
    { numRuns: 100, seed: 1 },
  )
})
