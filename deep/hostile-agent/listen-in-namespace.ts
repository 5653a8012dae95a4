// A listener in a network namespace of the test's own, which no box may reach. Making one needs a root user: elsewhere the
// address has no listener, and what is tried is only that the way there is closed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type NamespacedListener = { address: string; close(): void }

const address = '10.213.77.1'
const source = `
  const { execFileSync } = require('node:child_process')
  execFileSync('ip', ['addr', 'add', '${address}/32', 'dev', 'lo'])
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  require('node:net').createServer((socket) => socket.end('reached')).listen(7, '${address}', () => console.log('up'))`

export async function listenInNamespace(): Promise<NamespacedListener> {
  if (process.getuid?.() !== 0) return { address, close: () => {} }
  const child: ChildProcess = spawn(
    'unshare',
    ['--net', '--kill-child', '--fork', process.execPath, '-e', source],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const up = await Promise.race([once(child.stdout!, 'data'), once(child, 'exit').then(() => null)])
  if (up === null) throw new Error('A network namespace of our own could not be made: see above.')
  return { address, close: () => void child.kill('SIGKILL') }
}
