import { expect, test } from 'vitest'
import { packagesAreInstalled } from './install-packages.mjs'
import { runsTypeScript } from './node-runtime.mjs'

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-another-platform': { version: '1.0.0', optional: true },
  'node_modules/for-development': { version: '1.0.0', dev: true },
}
const a = { 'node_modules/a': { version: '1.0.0' } }
const all = { ...a, 'node_modules/for-development': { version: '1.0.0' } }

test.each([
  ['nothing is installed', null, {}, false],
  ['all is there but another platform’s', all, {}, true],
  ['development packages are missing', a, {}, false],
  ['they are missing, but not asked for', a, { dev: false }, true],
  ['a version differs', { ...all, 'node_modules/a': { version: '1.0.1' } }, {}, false],
  [
    'an optional version differs',
    { ...all, 'node_modules/for-another-platform': { version: '0.9.0' } },
    {},
    false,
  ],
])('%s', (_, installed, options, expected) => {
  expect(packagesAreInstalled(wanted, installed, options)).toBe(expected)
})

test.each([
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.5.0', false],
  ['23.6.0', true],
  ['24.0.0', true],
  ['26.1.0', true],
])('Node %s runs TypeScript: %s', (version, expected) => {
  expect(runsTypeScript(version)).toBe(expected)
})
