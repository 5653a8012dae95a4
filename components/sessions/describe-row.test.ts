import { expect, test } from 'vitest'
import type { SessionRow } from '../../lib/queries/session-row.ts'
import { describeRow } from './describe-row.ts'

type Row = Parameters<typeof describeRow>[0]
const row = (part: Partial<SessionRow>): Row => ({
  phase: 'implementing',
  waitsFor: null,
  runStatus: 'running',
  archivedAt: null,
  ...part,
})

test('how a session ended comes before everything else', () => {
  expect(describeRow(row({ phase: 'merged', archivedAt: '2026-11-22T00:00:00Z' }))).toEqual({
    tone: 'passed',
    words: 'merged',
  })
  expect(describeRow(row({ phase: 'cancelled', runStatus: 'failed' })).tone).toBe('past')
})

test('trouble is not waiting, and waiting is not running', () => {
  expect(describeRow(row({ waitsFor: 'provider' })).tone).toBe('bad')
  expect(describeRow(row({ runStatus: 'failed', waitsFor: 'trouble' })).tone).toBe('bad')
  expect(describeRow(row({ waitsFor: 'plan', phase: 'plan-waits' })).tone).toBe('waits')
  expect(describeRow(row({}))).toEqual({ tone: 'running', words: 'implementing' })
})
