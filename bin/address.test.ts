import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { chooseAddress, moveTo } from './address.mjs'
import { anyFreePort, isFree } from './free-port.mjs'

async function occupied<T>(use: (port: number) => Promise<T>): Promise<T> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  try {
    return await use(address.port)
  } finally {
    await new Promise((resolve) => other.close(resolve))
  }
}

test('a free port is taken as it is', async () => {
  const port = await anyFreePort()
  expect(await chooseAddress({ PORT: String(port) })).toEqual({
    host: '127.0.0.1',
    port,
    wanted: port,
    publicUrl: `http://localhost:${port}`,
  })
})

test('a taken port leads to the next free one, and the address follows', async () => {
  await occupied(async (taken) => {
    expect(await isFree(taken, '127.0.0.1')).toBe(false)
    const { port, wanted, publicUrl } = await chooseAddress({ PORT: String(taken) })
    expect(wanted).toBe(taken)
    expect(port).toBeGreaterThan(taken)
    expect(publicUrl).toBe(`http://localhost:${port}`)
  })
})

test('a public address that was given stays when the port moves', async () => {
  const env = { PORT: String(await anyFreePort()), PUBLIC_URL: 'https://agents.example.com/' }
  const address = await chooseAddress(env)
  expect(address.publicUrl).toBe('https://agents.example.com')
  expect(moveTo(address.port + 1, address, env)).toEqual({ ...address, port: address.port + 1 })
})

test('bound to every address, the printed one is not the meaningless 0.0.0.0', async () => {
  const { publicUrl } = await chooseAddress({ HOST: '0.0.0.0', PORT: String(await anyFreePort()) })
  expect(publicUrl).not.toContain('0.0.0.0')
})

test.each([
  [{ PORT: 'eighty' }, /PORT is "eighty"/],
  [{ PORT: '70000' }, /PORT is "70000"/],
  [{ PUBLIC_URL: 'countersign.example.com' }, /PUBLIC_URL/],
  [{ HOST: '198.51.100.7' }, /Cannot listen on 198\.51\.100\.7/],
])('%j is refused with a sentence', async (env, message) => {
  await expect(chooseAddress({ PORT: String(await anyFreePort()), ...env })).rejects.toThrow(message)
})
