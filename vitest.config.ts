// Three kinds of tests: `unit` needs no database, `integration` (*.integration.test.ts) and `deep` (deep/**, *.deep.test.ts)
// get one real PostgreSQL per run. End-to-end tests are Playwright's, see e2e/.
import { defineConfig } from 'vitest/config'
import { readChoice } from './deep/choose-cases.ts'

const integration = '**/*.integration.test.{ts,tsx}'
const deep = 'deep/**/*.deep.test.ts'
const folders = ['app', 'bin', 'components', 'lib', 'e2e', 'bench', 'deep']
const ignored = ['**/node_modules/**', '**/.next/**', 'lib/sample/repository/**', 'prisma/generated/**']

export default defineConfig({
  test: {
    // Two cores are the smallest machine we promise to work on; more workers than that only wait for each other.
    maxWorkers: 2,
    // Only a test that hangs should fail by time; a busy machine is no reason.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [...folders.map((folder) => `${folder}/**/*.test.{ts,tsx}`), '*.test.ts'],
          exclude: [...ignored, integration, deep],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [...folders.map((folder) => `${folder}/${integration}`), '*.integration.test.ts'],
          exclude: ignored,
          globalSetup: ['lib/testing/start-test-server.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'deep',
          include: [deep],
          exclude: ignored,
          globalSetup: ['lib/testing/start-test-server.ts'],
          provide: { deepChoice: readChoice(process.env.COUNTERSIGN_DEEP) },
          // Cases that mostly wait run side by side; see eachCase.
          maxConcurrency: 3,
        },
      },
    ],
  },
})
