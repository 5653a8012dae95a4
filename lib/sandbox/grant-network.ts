// Gives one command its way to the granted hosts: a proxy of its own outside, a forwarder inside, and the variables
// by which package managers find it. Everything is gone when the command has ended.

import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OnRequest, startAllowProxy } from './allow-proxy.ts'
import type { BoxUser } from './find-tools.ts'

/** The port inside the box; its network is its own, so it is always free. */
const BOX_PORT = 3128

export type GrantedProxy = {
  wrap(
    node: string,
    programs: string,
    argv: readonly string[],
  ): { argv: readonly string[]; env: Record<string, string>; readOnly: readonly string[] }
  close(): Promise<void>
}

/** A proxy for one command, with all that the command's plan needs to use it. */
export async function startGrantedProxy(
  allow: readonly string[],
  user: BoxUser,
  onRequest: OnRequest | undefined,
): Promise<GrantedProxy> {
  // In the system's temporary folder because a data directory's path may be too long for a socket.
  const folder = mkdtempSync(join(tmpdir(), `countersign-way-${process.pid}-`))
  chmodSync(folder, user.differs ? 0o711 : 0o700)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const socketPath = join(folder, 'proxy.sock')
  try {
    const proxy = await startAllowProxy({
      socketPath,
      allow,
      ...(user.differs ? { owner: user } : {}),
      ...(onRequest ? { onRequest } : {}),
    })
    return {
      wrap: (node, programs, argv) => ({
        argv: [node, join(programs, 'with-proxy.mjs'), socketPath, String(BOX_PORT), '--', ...argv],
        env: proxyEnvironment(BOX_PORT),
        readOnly: [socketPath, programs],
      }),
      close: () => proxy.close().finally(remove),
    }
  } catch (error) {
    remove()
    throw error
  }
}

function proxyEnvironment(port: number): Record<string, string> {
  const url = `http://127.0.0.1:${port}`
  const direct = 'localhost,127.0.0.1,::1'
  const java = ['http', 'https']
    .map((kind) => `-D${kind}.proxyHost=127.0.0.1 -D${kind}.proxyPort=${port}`)
    .join(' ')
  return {
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    http_proxy: url,
    https_proxy: url,
    NO_PROXY: direct,
    no_proxy: direct,
    npm_config_proxy: url,
    npm_config_https_proxy: url,
    NODE_USE_ENV_PROXY: '1',
    MAVEN_OPTS: java,
    GRADLE_OPTS: java,
  }
}

const certificateBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * Tools that bring certificates of their own shall trust what this machine trusts, say a company's gateway: also where
 * there is no box, because npm on our own Node does not find the machine's settings.
 */
export function trustEnvironment(): Record<string, string> {
  const bundle = certificateBundles.find((path) => existsSync(path))
  if (bundle === undefined) return {}
  return { NODE_EXTRA_CA_CERTS: bundle, SSL_CERT_FILE: bundle, PIP_CERT: bundle, REQUESTS_CA_BUNDLE: bundle }
}
