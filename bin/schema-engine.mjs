#!/usr/bin/env node
// Stands in for the schema engine that Prisma's command line would download: speaks its protocol (one JSON-RPC message
// per line on stdin and stdout) on top of the official WebAssembly build. For developers and tests only;
// the running program applies migrations with bin/migrate.mjs. A panic of the engine ends the process with an error.
import { readFileSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'
import { createDatabase, databaseExists, dropDatabases, engineAdapter } from './schema-engine-adapter.mjs'

let panic = ''
// The engine reports a panic here, then the WebAssembly traps outside of any promise: no answer would ever come.
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(message) {
    panic = message
  },
}
process.once('uncaughtException', async (error) => {
  // Exit code 1: for any other the command line would offer to send a report, print nothing and call it a success.
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', fields: { message: panic || error.stack } })}\n`)
  await dropDatabases()
  process.exit(1)
})

async function loadEngine(datamodels, url) {
  const wasm = readFileSync(
    new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm')),
  )
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': engineModule })
  engineModule.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const adapter = bindMigrationAwareSqlAdapterFactory(engineAdapter(url))
  return engineModule.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => {},
    adapter,
  )
}

// The WebAssembly build cannot create a migration for PostgreSQL; the difference it can compute is the same thing.
async function createMigration(engine, { migrationName, migrationsList, schema, filters, draft }) {
  const empty = migrationsList.migrationDirectories.length === 0
  const from = empty ? { tag: 'empty' } : { tag: 'migrations', ...migrationsList }
  const to = { tag: 'schemaDatamodel', ...schema }
  const script = (await engine.diff({ from, to, script: true, exitCode: null, filters })).stdout ?? ''
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const nothing = /^\s*(-- This is an empty migration\.)?\s*$/.test(script)
  return {
    connectorType: 'postgresql',
    generatedMigrationName: `${stamp}_${migrationName}`,
    migrationScript: nothing && !draft ? null : script,
    extension: 'sql',
  }
}

const send = (message) => writeSync(1, `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
let prints = 0

async function answer(engine, method, params) {
  if (method === 'createMigration') return createMigration(engine, params)
  if (method === 'getDatabaseVersion') return engine.version(params)
  if (method === 'diff') {
    const result = await engine.diff(params)
    // The native engine prints by itself; the command line expects to be asked.
    if (result.stdout) send({ id: --prints, method: 'print', params: { content: result.stdout } })
    return { ...result, stdout: null }
  }
  if (typeof engine[method] !== 'function') throw new Error(`The schema engine knows no method ${method}`)
  return (await engine[method](params)) ?? {}
}

function describe(error) {
  const message = error?.message ?? String(error)
  const data = {
    message,
    error_code: error?.code ?? null,
    is_panic: error instanceof WebAssembly.RuntimeError,
  }
  return { code: 4466, message, data }
}

async function serve(engine) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line)
    if (method === undefined) continue // the answer to a print
    try {
      send({ id, result: await answer(engine, method, params) })
    } catch (error) {
      send({ id, error: describe(error) })
      if (error instanceof WebAssembly.RuntimeError) {
        await dropDatabases()
        process.exit(1)
      }
    }
  }
}

// `cli can-connect-to-database` and `cli create-database`: the answer is the exit code, reasons go to stderr as log lines.
async function runCommand(command, url) {
  try {
    if (command === 'create-database') await createDatabase(url)
    else if (!(await databaseExists(url)))
      throw Object.assign(new Error('The database does not exist'), { code: 'P1003' })
  } catch (error) {
    const fields = { error_code: error.code ?? 'P1001', message: error.message }
    process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}`)
    process.exit(1)
  }
}

const args = process.argv.slice(2)
const after = (flag) => args.flatMap((arg, index) => (args[index - 1] === flag ? [arg] : []))
const url = JSON.parse(after('--datasource')[0] ?? '{}').url ?? process.env.DATABASE_URL
const [command] = after('cli')
if (command) await runCommand(command, url)
else
  await serve(
    await loadEngine(
      after('--datamodels').map((path) => [path, readFileSync(path, 'utf8')]),
      url,
    ),
  )
