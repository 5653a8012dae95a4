// From which address a request came: the connection's own, and only behind a proxy that the installation names as trusted,
// what that proxy says. Limits per address hang on it, so a client must not be able to choose it.
import { BlockList, isIP } from 'node:net'

/** Addresses and networks (CIDR) that may speak for others. Throws an Error that names the one that is neither. */
export function trustedProxies(entries: readonly string[]): BlockList {
  const trusted = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix, more] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix || 'x')
    if (isIP(address) === 0 || more !== undefined || !Number.isInteger(bits) || bits < 0 || bits > 128)
      throw new Error(`"${entry}" is no address and no network. Write it like 10.0.0.2 or 10.0.0.0/8.`)
    trusted.addSubnet(address, bits, family)
  }
  return trusted
}

/** The last address in the chain that no trusted proxy vouches for; '' when the connection is gone already. */
export function clientAddress(
  request: { socket: { remoteAddress?: string | undefined }; headers: NodeJS.Dict<string | string[]> },
  trusted: BlockList,
): string {
  let address = plain(request.socket.remoteAddress ?? '')
  const said = request.headers['x-forwarded-for']
  const chain = (Array.isArray(said) ? said.join(',') : (said ?? ''))
    .split(',')
    .map((one) => plain(one.trim()))
  while (isIP(address) && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) {
    const before = chain.pop()
    if (before === undefined || isIP(before) === 0) return address
    address = before
  }
  return address
}

/** What limits count by: one person easily has a whole /64 of IPv6. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Without the IPv6 clothes of an IPv4 address. */
const plain = (address: string) => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
