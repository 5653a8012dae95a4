// Decides which hosts a proxy may reach. Pure: names and addresses in, yes or no out.
// Must never let a name lead to a private address that nobody wrote down.

import { BlockList, isIP } from 'node:net'

/** `wildcard` matches every name below `host`, not `host` itself. */
export type HostPattern = { host: string; wildcard: boolean; ports: readonly number[] }

const DEFAULT_PORTS = [80, 443]

/** Reads "registry.npmjs.org", "*.debian.org:443", "127.0.0.1:4873" or "[::1]:80". Undefined if it is none of these. */
export function parseHostPattern(text: string): HostPattern | undefined {
  const match = /^(\*\.)?(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::(\d{1,5}))?$/i.exec(text.trim())
  if (match === null) return undefined
  const host = normalizeHost(match[2] ?? match[3] ?? '')
  const port = match[4] === undefined ? undefined : Number(match[4])
  if (host === '' || (port !== undefined && (port < 1 || port > 65535))) return undefined
  const wildcard = match[1] !== undefined
  if (wildcard && isIP(host) !== 0) return undefined
  return { host, wildcard, ports: port === undefined ? DEFAULT_PORTS : [port] }
}

/** Lower case, without brackets and without the dot that ends a full name. */
export function normalizeHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

/** An address is only granted by a pattern that names it; a name by its own pattern or a wildcard above it. */
export function isGranted(patterns: readonly HostPattern[], host: string, port: number): boolean {
  const name = normalizeHost(host)
  return patterns.some((pattern) => {
    if (!pattern.ports.includes(port)) return false
    if (!pattern.wildcard) return pattern.host === name
    return isIP(name) === 0 && name.endsWith(`.${pattern.host}`)
  })
}

/** Whether a granted name may lead to this address: a private one must itself be granted (localhost names its own). */
export function isAddressGranted(
  patterns: readonly HostPattern[],
  host: string,
  address: string,
  port: number,
): boolean {
  if (!isPrivateAddress(address) || isGranted(patterns, address, port)) return true
  return normalizeHost(host) === 'localhost' && (address === '127.0.0.1' || address === '::1')
}

const privateRanges = new BlockList()
for (const [network, bits] of [
  ...[
    ['0.0.0.0', 8] as const,
    ['10.0.0.0', 8] as const,
    ['100.64.0.0', 10] as const,
    ['127.0.0.0', 8] as const,
  ],
  ...[['169.254.0.0', 16] as const, ['172.16.0.0', 12] as const, ['192.0.0.0', 24] as const],
  ...[['192.168.0.0', 16] as const, ['198.18.0.0', 15] as const, ['224.0.0.0', 3] as const],
]) {
  privateRanges.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  // The last two carry an IPv4 address inside, which could be any.
  ...[['::', 127] as const, ['fc00::', 7] as const, ['fe80::', 9] as const, ['ff00::', 8] as const],
  ...[['64:ff9b::', 32] as const, ['2002::', 16] as const],
]) {
  privateRanges.addSubnet(network, bits, 'ipv6')
}

/** Loopback, private, link-local, multicast, and IPv6 forms that carry an IPv4 address of that kind. */
export function isPrivateAddress(address: string): boolean {
  return privateRanges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
