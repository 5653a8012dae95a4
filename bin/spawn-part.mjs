// Starts server.ts or runner.ts so that it cannot outlive its starter: the kernel kills it where it can do that, and
// a closed channel tells it everywhere (lib/die-with-parent.ts). Each is in a session of its own, so that Ctrl-C
// in the terminal reaches the starter alone, which then stops them in order.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { leash } from './leash.mjs'
import { nodePath, root } from './node-runtime.mjs'

// npm puts our own tools first on the path and its settings into the environment; what people's projects run must see neither.
function withoutNpm(env) {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD')
  const path = (env.PATH ?? '')
    .split(':')
    .filter((folder) => !/\/node_modules\/\.bin$|\/node-gyp-bin$/.test(folder))
  return { ...Object.fromEntries(kept), PATH: path.join(':') }
}

// By default V8 keeps room for 16 MB of young objects and as much again to copy them to: some 60 MB of both processes together, which
// they needed while they started and never again. Smaller rooms are swept more often.
const nodeOptions = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2']

/**
 * Starts `script` (a path in the checkout, or absolute) under the Node for TypeScript.
 * `logPath` null means this terminal. Answers the ChildProcess.
 */
export function spawnPart({ script, env, logPath }) {
  const [command, ...args] = [...leash(), nodePath(), ...nodeOptions, script]
  const out = logPath === null ? 'inherit' : openSync(logPath, 'a', 0o600)
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', out, out, 'ipc'],
    env: { ...withoutNpm(process.env), ...env },
  })
  if (out !== 'inherit') closeSync(out)
  return child
}
