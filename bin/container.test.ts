// What can be said about the container files without an engine that builds and runs them.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './node-runtime.mjs'

type Block = { [key: string]: Block | string | string[] }

const read = (name: string) => readFileSync(join(root, name), 'utf8')
const unquoted = (text: string) => text.replace(/^"(.*)"$/, '$1')

/** Reads the little of YAML that our compose file uses: nested mappings, plain values and lists of plain values. */
function parseYaml(text: string): Block {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
  const indentOf = (line: string) => line.length - line.trimStart().length
  let at = 0
  function block(indent: number): Block {
    const found: Block = {}
    for (let line = lines[at]; line !== undefined && indentOf(line) === indent; line = lines[at]) {
      const [, key = '', value = ''] =
        /^\s*([\w-]+):\s*(.*)$/.exec(line) ?? expect.fail(`not understood: ${line}`)
      at++
      const next = lines[at]
      if (value !== '') found[key] = unquoted(value)
      else if (next === undefined || indentOf(next) <= indent) found[key] = {}
      else found[key] = next.trim().startsWith('- ') ? list(indentOf(next)) : block(indentOf(next))
    }
    return found
  }
  function list(indent: number): string[] {
    const found: string[] = []
    for (let line = lines[at]; line !== undefined && indentOf(line) === indent; line = lines[++at]) {
      found.push(unquoted(line.trim().slice(2)))
    }
    return found
  }
  return block(0)
}

const services = parseYaml(read('docker-compose.yml')).services as { [name: string]: Block }
const environment = services.countersign?.environment as { [name: string]: string }

test('compose starts the application after a healthy PostgreSQL 18, each with a volume that is declared', () => {
  expect(Object.keys(services)).toEqual(['countersign', 'database'])
  expect(services.countersign?.depends_on).toEqual({ database: { condition: 'service_healthy' } })
  expect(services.database).toMatchObject({ image: 'postgres:18', healthcheck: { interval: '5s' } })
  const mounted = Object.values(services).flatMap(({ volumes }) =>
    (volumes as string[]).map((volume) => volume.split(':')[0]),
  )
  expect(Object.keys(parseYaml(read('docker-compose.yml')).volumes ?? {})).toEqual(mounted)
})

test('both sides agree on the database, and no password is written down', () => {
  const database = services.database?.environment as { [name: string]: string }
  const address = environment.DATABASE_URL ?? ''
  expect(address).toBe(
    `postgresql://${database.POSTGRES_USER}:${database.POSTGRES_PASSWORD}@database:5432/${database.POSTGRES_DB}`,
  )
  expect(database.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?/)
})

test('the sandbox may make its namespaces, without any further privilege', () => {
  expect(services.countersign?.security_opt).toEqual([
    'seccomp=unconfined',
    'systempaths=unconfined',
    'apparmor=unconfined',
  ])
  expect(read('docker-compose.yml')).not.toMatch(/^\s*(privileged|cap_add|network_mode|pid):/m)
})

test('it is published on this machine only', () => {
  expect(services.countersign?.ports).toEqual(['127.0.0.1:4310:4310'])
})

test('.env.example names every variable that compose asks for, and holds no secret', () => {
  const asked = new Set([...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name))
  const example = new Map(
    [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  expect([...example.keys()].sort()).toEqual([...asked].sort())
  for (const name of ['POSTGRES_PASSWORD', 'COUNTERSIGN_SECRET', 'OPENAI_API_KEY'])
    expect(example.get(name)).toBe('')
})

test('the image runs what exists, not as root, bound beyond loopback, with git and bubblewrap', () => {
  const file = read('Dockerfile')
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(file)?.[1] ?? '[]') as string[]
  expect(command.slice(0, 1)).toEqual(['node'])
  expect(existsSync(join(root, command[1] ?? 'missing'))).toBe(true)
  expect(file.match(/^FROM .*$/gm)).toEqual(['FROM node:24-bookworm AS build', 'FROM node:24-bookworm'])
  expect(file.lastIndexOf('\nUSER node\n')).toBeGreaterThan(file.lastIndexOf('\nFROM '))
  expect(file).toMatch(/apt-get install .*bubblewrap.*git/)
  expect(file).toMatch(/^ENV .*HOST=0\.0\.0\.0.*COUNTERSIGN_DATA=\/var\/lib\/countersign$/m)
  expect(services.countersign?.volumes).toContain('countersign:/var/lib/countersign')
})

test('nothing private or made elsewhere enters the image', () => {
  const ignored = read('.dockerignore').split('\n')
  for (const name of ['.git', '.env', '.data', '.next', 'node_modules', 'prisma/generated'])
    expect(ignored).toContain(name)
})
