import { describe, expect, test } from 'vitest'
import { ProjectSettings } from '../../lib/protocol/project.ts'
import { readEnv, toChange, toDraft } from './settings-draft.ts'

const settings = ProjectSettings.parse({
  setupCommand: 'npm ci',
  keyFiles: ['package-lock.json'],
  outputPaths: ['node_modules'],
  allowHosts: ['registry.npmjs.org:443'],
  checks: [
    { id: 'tests', name: 'Tests', command: 'npm test', report: { format: 'junit', path: 'report.xml' } },
  ],
  env: { NODE_ENV: 'test', GREETING: 'a = b' },
  mustPass: ['adds: two and two'],
})
const project = { name: 'Billing', targetBranch: 'main', settings }

describe('settings as a form', () => {
  test('come back as they were', () => {
    expect(toChange(toDraft(project))).toEqual({ change: project })
  })
  test('drop empty lines and lines given twice', () => {
    const draft = { ...toDraft(project), keyFiles: ' a \n\nb\na\n' }
    expect(toChange(draft)).toMatchObject({ change: { settings: { keyFiles: ['a', 'b'] } } })
  })
  test('say which check lacks a report file', () => {
    const checks = [{ ...settings.checks[0]!, report: { format: 'tap' as const, path: ' ' } }]
    expect(toChange({ ...toDraft(project), checks })).toEqual({
      problem: 'Name the file that the report of “Tests” is written to.',
    })
  })
  test('refuse a variable without a name', () => {
    expect(readEnv('A=1\n=2')).toHaveProperty('problem')
    expect(readEnv('A=1\n\nB=x=y')).toEqual({ env: { A: '1', B: 'x=y' } })
  })
})
