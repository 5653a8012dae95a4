// Chooses the Node that runs the TypeScript of this checkout: the running one where it is new enough, else the one
// that npm installed beside the packages. The scripts in bin/ themselves run on any Node from 20 on.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Stop } from './say.mjs'

/** The folder of this checkout, without a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** True for versions ("22.18.0") that run TypeScript files without a flag. */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 ? major > 23 || minor >= 6 : major === 22 && minor >= 18
}

/** The path of a Node that runs TypeScript. Only valid once the packages are installed. */
export function nodePath() {
  if (runsTypeScript(process.versions.node)) return process.execPath
  const installed = `${root}/node_modules/node-${process.platform}-${process.arch}/bin/node`
  if (existsSync(installed)) return installed
  throw new Stop(`Node ${process.versions.node} cannot run this program. Install Node 24 and start again.`)
}

/** Runs `args` under that Node in the checkout, with this terminal; answers the exit code. */
export function runNode(args, env = {}) {
  const done = spawnSync(nodePath(), args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (done.error) throw done.error
  return done.status ?? 1
}

/**
 * The same without blocking; resolves {code, output}, where `output` is all that it printed.
 * `onSpawn` receives the child, for callers that may have to stop it.
 */
export function captureNode(args, { env = {}, onSpawn } = {}) {
  return capture(nodePath(), args, { env, onSpawn })
}

/** Runs any command in the checkout; resolves {code, output}. A command that cannot be started has code 127. */
export function capture(command, args, { env = {}, onSpawn } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    onSpawn?.(child)
    const parts = []
    child.stdout.on('data', (part) => parts.push(part))
    child.stderr.on('data', (part) => parts.push(part))
    child.once('error', (error) => resolve({ code: 127, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8') }))
  })
}
