// End-to-end tests in a real browser: `npm test -- e2e [part of a file name]`. The browser is the system's own
// Chromium, which `npm test` installs where it may; nothing is downloaded from elsewhere.
import { defineConfig } from '@playwright/test'
import { findCommand, testPackages } from '../bin/system-packages.mjs'

const browser = findCommand(testPackages.find(({ name }) => name === 'chromium')?.commands ?? [])
const isRoot = process.getuid?.() === 0

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // Journeys start real processes; on the smallest machine two at once only slow each other down.
  workers: 1,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  use: {
    // A trace would cost a fifth of the time; what the page was stands in the report of each failure anyway.
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: browser ?? undefined,
      args: [
        // Nothing that phones home.
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Chromium's own sandbox refuses to run as root.
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [
    { name: 'e2e', testIgnore: ['bare-machine.spec.ts', 'screenshots.spec.ts'] },
    { name: 'bare-machine', testMatch: 'bare-machine.spec.ts' },
    { name: 'screenshots', testMatch: 'screenshots.spec.ts' },
  ],
})
