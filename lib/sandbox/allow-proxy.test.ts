// The proxy by itself and as the only way out of a box, against two real servers of which one is granted.

import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AllowProxy, startAllowProxy } from './allow-proxy.ts'
import { isolatedTitle, makeOpenFolder, makeTestBox, noIsolation, type TestBox } from './make-test-box.ts'

async function startServer(name: string): Promise<{ server: Server; port: number }> {
  const server = createServer(async (incoming, response) => {
    const body = (await incoming.toArray()).join('')
    response.setHeader('x-host', incoming.headers.host ?? '')
    response.end(`${name} ${incoming.method} ${incoming.url} ${body}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}

let granted: { server: Server; port: number }
let other: { server: Server; port: number }
beforeAll(async () => {
  granted = await startServer('granted')
  other = await startServer('other')
})
afterAll(() => {
  granted.server.close()
  other.server.close()
})

describe('proxy', () => {
  const folder = makeOpenFolder()
  const socketPath = join(folder, 'proxy.sock')
  const asked: string[] = []
  let proxy: AllowProxy
  beforeAll(async () => {
    const allow = [`127.0.0.1:${granted.port}`, `localhost:${granted.port}`, 'unknown.invalid:443']
    const onRequest = (host: string, port: number, allowed: boolean) =>
      void asked.push(`${host}:${port} ${allowed}`)
    proxy = await startAllowProxy({ socketPath, allow, onRequest })
  })
  beforeEach(() => asked.splice(0))
  afterAll(async () => {
    await proxy.close()
    rmSync(folder, { recursive: true })
  })

  test('forwards a plain request with its body to a granted host', async () => {
    const reply = await ask({ path: `http://127.0.0.1:${granted.port}/a?b=c`, method: 'POST', body: 'hello' })
    expect(reply).toMatchObject({ status: 200, text: 'granted POST /a?b=c hello' })
    expect(reply.headers['x-host']).toBe(`127.0.0.1:${granted.port}`)
    expect(asked).toEqual([`127.0.0.1:${granted.port} true`])
  })

  test('a granted name may be its own loopback', async () => {
    expect((await ask({ path: `http://localhost:${granted.port}/` })).status).toBe(200)
  })

  test.each([
    ['another port', () => `http://127.0.0.1:${other.port}/`, 403],
    ['another name', () => 'http://example.invalid/', 403],
    ['an address in another spelling', () => `http://0x7f.1:${other.port}/`, 403],
    ['no address', () => '/local', 400],
    ['another protocol', () => 'https://127.0.0.1/', 400],
  ])('refuses %s', async (_, path, status) => {
    expect((await ask({ path: path() })).status).toBe(status)
    expect(asked.filter((line) => line.endsWith('true'))).toEqual([])
  })

  test('tunnels to a granted host', async () => {
    expect(await tunnel(`127.0.0.1:${granted.port}`)).toMatch(/200 OK.*granted GET \/inner/s)
  })

  test('refuses a tunnel to another, to nonsense, and to a name that nobody knows', async () => {
    expect(await tunnel(`127.0.0.1:${other.port}`)).toMatch(/^403 .*not on the list/)
    expect(await tunnel('nonsense')).toMatch(/^400 /)
    expect(await tunnel('unknown.invalid:443')).toMatch(/^502 .*could not be found/)
  })

  test('a list that cannot be read is refused', async () => {
    await expect(startAllowProxy({ socketPath: join(folder, 'b'), allow: ['*'] })).rejects.toThrow(
      '"*" is not a host',
    )
  })

  type Reply = { status: number; text: string; headers: IncomingMessage['headers'] }
  function ask({
    path,
    method = 'GET',
    body,
  }: {
    path: string
    method?: string
    body?: string
  }): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ socketPath, path, method }, async (reply) => {
        const text = (await reply.toArray()).join('')
        resolve({ status: reply.statusCode ?? 0, text, headers: reply.headers })
      })
      outgoing.once('error', reject).end(body)
    })
  }

  /** What comes back through the tunnel, or the status and message of a refusal. */
  function tunnel(target: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ socketPath, method: 'CONNECT', path: target })
      outgoing.once('error', reject)
      outgoing.once('connect', async (reply, socket, head) => {
        if (reply.statusCode === 200)
          socket.write('GET /inner HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
        const text = head.toString() + (await socket.toArray()).join('')
        resolve(reply.statusCode === 200 ? text : `${reply.statusCode} ${text}`)
      })
      outgoing.end()
    })
  }
})

describe.skipIf(noIsolation)(isolatedTitle, () => {
  let box: TestBox
  beforeAll(async () => {
    box = await makeTestBox('isolated')
  })
  afterAll(() => box.remove())

  const fetchBoth = () => {
    // NO_PROXY keeps the box's own loopback direct, so the host's must be asked for by an explicit proxy.
    const get = `const get = (port) => new Promise((done) => http.get(
      { host: '127.0.0.1', port: 3128, path: 'http://127.0.0.1:' + port + '/' },
      async (reply) => done(reply.statusCode + ' ' + (await reply.toArray()).join(''))).on('error', (e) => done(e.code)))`
    return `node -e "$SCRIPT"; exit 3`.replace(
      '$SCRIPT',
      `${get}; get(${granted.port}).then(console.log).then(() => get(${other.port})).then(console.log)`,
    )
  }

  test('a command with a grant reaches what was granted, and its exit code comes through', async () => {
    const asked: string[] = []
    const result = await box.bash(fetchBoth(), {
      network: { allowHosts: [`127.0.0.1:${granted.port}`] },
      onConnection: (host, port, allowed) => void asked.push(`${host}:${port} ${allowed}`),
    })
    expect(result.exitCode).toBe(3)
    const refused = `403 127.0.0.1:${other.port} is not on the list of hosts that this command may reach.`
    expect(result.output.trim().split('\n')).toEqual(['200 granted GET / ', refused])
    expect(asked).toEqual([`127.0.0.1:${granted.port} true`, `127.0.0.1:${other.port} false`])
  })

  test('a command without a grant reaches nothing', async () => {
    expect((await box.bash(fetchBoth())).output).toBe('ECONNREFUSED\nECONNREFUSED\n')
    expect((await box.bash(fetchBoth(), { network: { allowHosts: [] } })).output).toBe(
      'ECONNREFUSED\nECONNREFUSED\n',
    )
  })

  test('the variables that package managers look at are set with a grant only', async () => {
    const script = 'echo $HTTPS_PROXY $npm_config_proxy'
    const network = { allowHosts: ['registry.npmjs.org'] }
    expect((await box.bash(script, { network })).output).toBe('http://127.0.0.1:3128 http://127.0.0.1:3128\n')
    expect((await box.bash(script)).output).toBe('\n')
  })

  test('a signal that ends the command inside is told', async () => {
    const result = await box.bash('kill -TERM $$', { network: { allowHosts: ['registry.npmjs.org'] } })
    expect(result).toMatchObject({ endedBy: 'signal', signal: 'SIGTERM' })
  })
})
