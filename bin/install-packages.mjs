// Installs what package-lock.json names, when it is not installed yet, with visible progress.
// Runs no install script of any package: the few things they would do are done by the files beside this one.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, root } from './node-runtime.mjs'
import { Stop, startStep } from './say.mjs'

const modules = join(root, 'node_modules')

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return null
  }
}

/**
 * True when every package of the lock file is there in its version. Packages for other platforms may be missing,
 * and with {dev: false} those for development. npm writes its own list last, so a broken-off install has none.
 */
export function packagesAreInstalled(wanted, installed, { dev = true } = {}) {
  if (wanted === null || installed === null) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    const found = installed[path]
    if (found !== undefined) return found.version === entry.version
    return entry.optional === true || entry.devOptional === true || (entry.dev === true && !dev)
  })
}

function isUpToDate(dev) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  return packagesAreInstalled(wanted, readPackages(join(modules, '.package-lock.json')), { dev })
}

// `npm start` tells its scripts which npm it is; a plain `node bin/start.mjs` takes the one on the path.
function npmCommand(env = process.env) {
  const script = env.npm_execpath
  return script?.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm']
}

function countPackages() {
  try {
    return readdirSync(modules).filter((name) => !name.startsWith('.')).length
  } catch {
    return 0
  }
}

const installOptions = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
]

/** Installs the packages unless they are there. `dev` asks for those that only development and tests need. */
export async function ensurePackages({ dev = false, onSpawn } = {}) {
  if (isUpToDate(dev)) return
  const step = startStep('packages', 'installing with npm, the first time takes about a minute')
  const timer = setInterval(() => step.update(`installing with npm, ${countPackages()} folders so far`), 2000)
  const [command, ...args] = npmCommand()
  const { code, output } = await capture(command, [...args, ...installOptions], { onSpawn })
  clearInterval(timer)
  if (code !== 0) {
    step.stop()
    throw new Stop(
      `npm could not install the packages in ${root}:\n\n${output.trim().split('\n').slice(-15).join('\n')}`,
    )
  }
  step.done('installed')
}
