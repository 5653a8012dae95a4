// What the tests need from the system. Only `npm test` installs anything there, only as root on Debian and its
// relatives, and says so; `npm start` never does.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Stop, say } from './say.mjs'

/**
 * What tests need, by the Debian package that brings it: one of `commands` has to be on the path, or all of `files` be
 * there, for what has to be the system's own (a sandbox does not see a user's toolchains). Add here what a test needs.
 */
export const testPackages = [
  {
    name: 'chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    why: 'the end-to-end tests',
  },
  { name: 'bubblewrap', commands: ['bwrap'], why: 'the tests of the sandbox' },
  { name: 'git', commands: ['git'], why: 'everything' },
  { name: 'gcc', files: ['/usr/bin/gcc'], why: 'the test on a C code base' },
  { name: 'libc6-dev', files: ['/usr/include/stdio.h'], why: 'the test on a C code base' },
  { name: 'make', files: ['/usr/bin/make'], why: 'the test on a C code base' },
  { name: 'python3', files: ['/usr/bin/python3'], why: 'the test on a Python code base' },
  {
    name: 'python3-pytest',
    files: ['/usr/lib/python3/dist-packages/pytest/__init__.py'],
    why: 'the test on a Python code base',
  },
]

const isThere = ({ commands, files }) =>
  files ? files.every((file) => existsSync(file)) : findCommand(commands) !== null

/** The full path of the first of these commands that the path has, or null. */
export function findCommand(commands, path = process.env.PATH ?? '') {
  for (const command of commands) {
    const folder = path
      .split(':')
      .find((candidate) => candidate !== '' && existsSync(`${candidate}/${command}`))
    if (folder !== undefined) return `${folder}/${command}`
  }
  return null
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0
}

/** Makes sure that the packages are there. Stops with the command to type where they cannot be installed from here. */
export function ensureSystemPackages(packages = testPackages) {
  const missing = packages.filter((wanted) => !isThere(wanted))
  if (missing.length === 0) return
  const names = missing.map(({ name }) => name)
  const reasons = missing.map(({ name, why }) => `${name} (for ${why})`).join(', ')
  const isDebian = findCommand(['apt-get']) !== null
  if (process.getuid?.() !== 0 || !isDebian) {
    const command = isDebian
      ? `sudo apt-get install -y ${names.join(' ')}`
      : `your package manager, for ${names.join(' ')}`
    throw new Stop(`The tests need ${reasons}. Install with:\n\n  ${command}\n\nThen run npm test again.`)
  }
  say('system', `installing ${reasons} with apt-get`)
  const install = ['install', '-y', '--no-install-recommends', ...names]
  // Package lists may be missing or outdated; they are fetched only then.
  if (apt(install) || (apt(['update']) && apt(install))) return
  throw new Stop(`apt-get could not install ${names.join(' ')}. Install it by hand and run npm test again.`)
}
