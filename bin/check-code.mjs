// The quick gates: types, lint and format, and the tests that need no database. Under a minute altogether.
// A gate that passes is silent but for its line; one that fails shows all that the tool said.
import { captureNode } from './node-runtime.mjs'
import { runVitest } from './run-tests.mjs'
import { print, startStep } from './say.mjs'

const gates = [
  // Next writes the types of routes and of imported style sheets; without them a fresh checkout has type errors.
  {
    name: 'routes',
    args: ['node_modules/next/dist/bin/next', 'typegen'],
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
]

async function passes({ name, args, env }) {
  const step = startStep(name, 'checking')
  const { code, output } = await captureNode(args, { env })
  step.done(code === 0 ? 'ok' : 'failed')
  if (code !== 0) print(`\n${output.trimEnd()}\n`)
  return code === 0
}

/** Runs all gates, also after a failure. Resolves the names of the failed ones and the counts of the unit tests. */
export async function checkCode(filters = []) {
  const failedGates = []
  for (const gate of gates) if (!(await passes(gate))) failedGates.push(gate.name)
  return { failedGates, unit: runVitest('unit', filters) }
}
