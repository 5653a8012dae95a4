// Where the server listens and how people reach it: HOST, PORT and PUBLIC_URL made definite.
import { networkInterfaces } from 'node:os'
import { isFree, nextFreePort } from './free-port.mjs'
import { Stop } from './say.mjs'

const defaultPort = 4310
const isLoopback = (host) => host === 'localhost' || host === '::1' || /^127\./.test(host)
const isEverywhere = (host) => host === '0.0.0.0' || host === '::'

function wantedPort(env) {
  const port = Number(env.PORT || defaultPort)
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new Stop(`PORT is "${env.PORT}", which is no port number. Use one from 1 to 65535.`)
}

// Bound everywhere, the machine has many names; the first address that others can reach is the best guess.
function reachableName(host) {
  if (isLoopback(host)) return 'localhost'
  if (!isEverywhere(host)) return host.includes(':') ? `[${host}]` : host
  const outside = Object.values(networkInterfaces())
    .flat()
    .find(({ family, internal }) => family === 'IPv4' && !internal)
  return outside?.address ?? 'localhost'
}

function publicUrl(env, host, port) {
  if (!env.PUBLIC_URL) return `http://${reachableName(host)}:${port}`
  if (URL.canParse(env.PUBLIC_URL) && /^https?:$/.test(new URL(env.PUBLIC_URL).protocol))
    return new URL(env.PUBLIC_URL).origin
  throw new Stop(
    `PUBLIC_URL is "${env.PUBLIC_URL}", which is no address. Write it like https://countersign.example.com`,
  )
}

/**
 * {host, port, wanted, publicUrl}: `port` is the first free one from the wanted port on.
 * Stops when a variable makes no sense or no port is free.
 * @param {Record<string, string | undefined>} env
 */
export async function chooseAddress(env = process.env) {
  const host = env.HOST || '127.0.0.1'
  const wanted = wantedPort(env)
  const port = (await isFree(wanted, host)) ? wanted : await nextFreePort(wanted + 1, host)
  if (port === null)
    throw new Stop(`No port from ${wanted} to ${wanted + 100} is free. Set PORT to another one.`)
  return { host, port, wanted, publicUrl: publicUrl(env, host, port) }
}

/**
 * The same address on another port; a PUBLIC_URL that was set stays as it is.
 * @param {number} port
 * @param {{host: string, port: number, wanted: number, publicUrl: string}} address
 * @param {Record<string, string | undefined>} env
 */
export function moveTo(port, address, env = process.env) {
  return { ...address, port, publicUrl: publicUrl(env, address.host, port) }
}

/** Where this machine itself reaches a server bound to `host`. */
export function localName(host) {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}
