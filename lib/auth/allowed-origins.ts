// Which addresses a browser may use to reach us. Everything else is refused: a foreign name that resolves to this machine
// (DNS rebinding) by its Host, a foreign page by its Origin.

type Address = { host: string; port: number; publicUrl: string }

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']
const isEverywhere = (host: string) => host === '0.0.0.0' || host === '::'

/** True when only this machine can reach a server bound to `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}

/** Values of Host that are ours: name and, where the scheme does not imply it, port. Lower case. */
export function allowedHosts({ host, port, publicUrl }: Address): Set<string> {
  // Bound everywhere, loopback still reaches us; the machine's other names are what PUBLIC_URL is for.
  const names =
    isLoopback(host) || isEverywhere(host) ? loopbackHosts : [host.includes(':') ? `[${host}]` : host]
  return new Set([new URL(publicUrl).host, ...names.map((name) => new URL(`http://${name}:${port}`).host)])
}

/** Values of Origin that are ours. */
export function allowedOrigins(address: Address): Set<string> {
  const own = new URL(address.publicUrl)
  const hosts = [...allowedHosts(address)].filter((host) => host !== own.host)
  return new Set([own.origin, ...hosts.map((host) => `http://${host}`)])
}
