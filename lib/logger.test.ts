import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function logged(entry: object): string {
  const lines: string[] = []
  createLogger({ write: (line: string) => void lines.push(line) }).info(entry, 'said')
  return lines.join('')
}

test.each([
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'apiKey',
  'password',
  'secret',
  'token',
])('%s is removed at every depth up to three', (name) => {
  const written = logged({
    [name]: 'hidden1',
    request: { [name]: 'hidden2', headers: { [name]: 'hidden3' } },
    path: '/seen',
  })
  expect(written).not.toMatch(/hidden/)
  expect(written).toContain('/seen')
  expect(written).toContain('[removed]')
})
