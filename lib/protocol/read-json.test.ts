import { expect, test } from 'vitest'
import { maxDepth, readJson, requireShallow } from './read-json.ts'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const codeOf = (act: () => unknown) => {
  try {
    act()
    return 'read'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

test('what is plain JSON is read as JSON.parse reads it', () => {
  for (const text of [
    '{"a":{"b":[1,"x:{\\"y\\":1"]},"b":"a"}',
    '[]',
    '"a"',
    '1',
    'null',
    '[{"a":1},{"a":2}]',
  ])
    expect(readJson(text)).toEqual(JSON.parse(text))
})

test('a name that stands twice, in whatever spelling, is refused, and so is __proto__', () => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"b":{},"\\u0061":2}',
    '[{"x":{"a":1,"a":1}}]',
    '{"__proto__":{}}',
  ])
    expect(codeOf(() => readJson(text))).toBe('request.json')
})

test('what is no JSON is refused', () => {
  for (const text of ['', '{', "{'a':1}", '[1,]', 'undefined', '{"a":NaN}'])
    expect(codeOf(() => readJson(text))).toBe('request.json')
})

test('depth has a limit, however deep it is', () => {
  expect(codeOf(() => readJson(nested(maxDepth)))).toBe('read')
  for (const depth of [maxDepth + 1, 1_000_000])
    expect(codeOf(() => readJson(nested(depth)))).toBe('request.depth')
  expect(codeOf(() => requireShallow(JSON.parse(nested(maxDepth))))).toBe('read')
  expect(codeOf(() => requireShallow(JSON.parse(nested(100_000))))).toBe('request.depth')
})
