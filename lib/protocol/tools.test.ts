// What a model is shown and what is accepted from it must be the same thing.

import { expect, test } from 'vitest'
import { defineTools, isToolName, parseToolArguments, toolNames } from './tools.ts'

test('every tool has a plain JSON Schema of an object', () => {
  const defined = defineTools(toolNames)
  expect(defined.map((tool) => tool.name)).toEqual([...toolNames])
  for (const tool of defined) {
    expect(tool.parameters).toMatchObject({ type: 'object', additionalProperties: false })
    expect(tool.parameters).not.toHaveProperty('$schema')
  }
  const [exec] = defineTools(['exec_command'])
  expect(exec!.parameters.required).toEqual(['cmd'])
})

test('arguments are read; null means not given', () => {
  expect(parseToolArguments('read_file', '{"path":"a.js","offset":null}')).toEqual({
    ok: true,
    value: { path: 'a.js' },
  })
})

test('what JSON hides in escapes is cleaned', () => {
  const parsed = parseToolArguments('exec_command', '{"cmd":"echo \\u0000 \\ud800"}')
  expect(parsed).toEqual({ ok: true, value: { cmd: 'echo \u2400 \ufffd' } })
})

test.each([
  ['{"cmd": "ls"', 'not valid JSON'],
  ['{}', 'cmd'],
  ['[]', 'do not fit'],
  ['{"cmd":"ls","sandbox_permissions":"all"}', 'sandbox_permissions'],
  ['{"cmd":"ls","shell":"zsh"}', 'shell'],
])('arguments %s are answered with a reason', (json, reason) => {
  const parsed = parseToolArguments('exec_command', json)
  expect(parsed.ok).toBe(false)
  expect(parsed.ok ? '' : parsed.reason).toContain(reason)
})

test('a name from an object’s prototype is not a tool', () => {
  expect(isToolName('constructor')).toBe(false)
  expect(isToolName('search')).toBe(true)
})
