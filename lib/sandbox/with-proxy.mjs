// Runs a command inside a box with one way out: a port on the box's own loopback, joined to the proxy's socket.
// Arguments: socket path, port, `--`, command. Promises: listens before the command starts; ends as it ends.
// Must import nothing but Node's own modules: it is copied.

import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { constants } from 'node:os'

const [socketPath, port, , command, ...args] = process.argv.slice(2)

const server = createServer({ allowHalfOpen: true }, (near) => {
  const far = connect({ path: socketPath, allowHalfOpen: true })
  near.on('error', () => far.destroy())
  far.on('error', () => near.destroy())
  near.pipe(far)
  far.pipe(near)
})

server.on('error', (error) => {
  process.stderr.write(`The way to the network could not be opened: ${error.message}\n`)
  process.exit(126)
})

server.listen({ host: '127.0.0.1', port: Number(port) }, () => {
  const child = spawn(command, args, { stdio: 'inherit' })
  child.once('error', (error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(127)
  })
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
})
