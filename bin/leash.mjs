// Ties a child process to its starter: the kernel kills it when the starter dies, however that happens.
// Only Linux can do that; elsewhere the answer is empty and the child has to notice by itself.
import { spawnSync } from 'node:child_process'

const found = new Map()

/** What to put before a command so that it receives `signal` when this process dies: [] where that is not possible. */
export function leash(signal = 'KILL') {
  const command = ['setpriv', '--pdeathsig', signal]
  if (!found.has(signal)) found.set(signal, spawnSync(command[0], [...command.slice(1), 'true']).status === 0)
  return found.get(signal) ? command : []
}
