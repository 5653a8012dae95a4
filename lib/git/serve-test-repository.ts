// For tests only: a repository over HTTP on a free port of this machine, as a hosting site would serve it.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { execa } from 'execa'

/** Serves every repository below `folder`, for reading and pushing, without asking who it is. */
export async function serveRepositories(
  folder: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const env = {
      PATH: process.env.PATH ?? '',
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: 'true',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: '*',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    }
    const child = execa('git', ['http-backend'], {
      env,
      extendEnv: false,
      encoding: 'buffer',
      stripFinalNewline: false,
      reject: false,
    })
    request.pipe(child.stdin)
    child.then(({ stdout }) => {
      const whole = Buffer.from(stdout ?? [])
      const end = whole.indexOf('\r\n\r\n')
      for (const line of whole.subarray(0, end).toString().split('\r\n')) {
        const [key = '', value = ''] = line.split(': ')
        if (key === 'Status') response.statusCode = Number.parseInt(value, 10)
        else response.setHeader(key, value)
      }
      response.end(whole.subarray(end + 4))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}
