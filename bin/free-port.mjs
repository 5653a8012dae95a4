// Finds ports on which a server can listen. The answer may be outdated a moment later: callers retry.
import { createServer } from 'node:net'
import { Stop } from './say.mjs'

function listen(port, host) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => resolve({ error }))
    probe.listen({ port, host, exclusive: true }, () => {
      const { port: given } = probe.address()
      probe.close(() => resolve({ port: given }))
    })
  })
}

/** A port that nobody listens on, chosen by the system, on 127.0.0.1. */
export async function anyFreePort() {
  return (await listen(0, '127.0.0.1')).port
}

/** True when a server could listen on host:port now, false when another does. Stops for an address that is not ours. */
export async function isFree(port, host) {
  const { error } = await listen(port, host)
  if (error?.code === 'EADDRINUSE') return false
  if (error) throw new Stop(`Cannot listen on ${host}, port ${port} (${error.code}). Check HOST and PORT.`)
  if (host !== '127.0.0.1') return true
  // Browsers may try ::1 first for "localhost" and would then meet the other program.
  return (await listen(port, '::1')).error?.code !== 'EADDRINUSE'
}

/** The first free port from `wanted` upwards, or null when the next 100 are all taken. */
export async function nextFreePort(wanted, host) {
  for (let port = wanted; port < wanted + 100 && port < 65536; port++) {
    if (await isFree(port, host)) return port
  }
  return null
}
