import { expect, test } from 'vitest'
import { parseEnv } from './env.ts'

const required = {
  DATABASE_URL: 'postgresql://db',
  COUNTERSIGN_SECRET: 's'.repeat(32),
  COUNTERSIGN_DATA: '/data',
}

test('the required variables are enough, the rest has defaults', () => {
  expect(parseEnv(required)).toEqual({
    mode: 'production',
    databaseUrl: 'postgresql://db',
    secret: 's'.repeat(32),
    dataFolder: '/data',
    runnerId: undefined,
    toolchains: [],
    trustedProxies: [],
    host: '127.0.0.1',
    port: 4310,
    publicUrl: 'http://localhost:4310',
    openai: { apiKey: undefined, baseUrl: undefined, model: undefined },
  })
})

test('empty variables count as not set', () => {
  const empty = {
    PORT: '',
    HOST: '',
    PUBLIC_URL: '',
    OPENAI_API_KEY: '',
    OPENAI_BASE_URL: '',
    COUNTERSIGN_RUNNER_ID: '',
  }
  expect(parseEnv({ ...required, ...empty })).toEqual(parseEnv(required))
})

test('the public address loses everything after its port', () => {
  expect(parseEnv({ ...required, PUBLIC_URL: 'https://agents.example.com/path/' }).publicUrl).toBe(
    'https://agents.example.com',
  )
})

test('all wrong variables are named at once, without their values', () => {
  const wrong = { COUNTERSIGN_SECRET: 'short-secret', PORT: '70000', PUBLIC_URL: 'ftp://example.com' }
  let message = ''
  try {
    parseEnv(wrong)
  } catch (error) {
    message = String(error)
  }
  for (const name of ['DATABASE_URL', 'COUNTERSIGN_DATA', ...Object.keys(wrong)])
    expect(message).toContain(name)
  expect(message).not.toContain('short-secret')
})
