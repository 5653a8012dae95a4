// `npm test`: every gate and every kind of test, ending with one line of totals. Arguments choose:
// `npm test -- e2e [part of a file name]`; the kinds are unit, integration, e2e, bare-machine and screenshots, and
// other words filter the files of unit and integration tests.
import { checkCode } from './check-code.mjs'
import { prepareCheckout } from './prepare-checkout.mjs'
import { runPlaywright, runVitest } from './run-tests.mjs'
import { endWith, print } from './say.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const kinds = ['unit', 'integration', 'e2e', 'bare-machine', 'screenshots']

function choose(args) {
  const [first, ...rest] = args
  if (first === undefined) return { chosen: ['check', 'integration', 'e2e', 'bare-machine'], filters: [] }
  if (kinds.includes(first)) return { chosen: [first], filters: rest }
  return { chosen: ['unit', 'integration'], filters: args }
}

async function runKind(kind, filters) {
  print(`\n${kind}\n`)
  if (kind === 'unit' || kind === 'integration') return [runVitest(kind, filters)]
  if (kind === 'check') {
    const { failedGates, unit } = await checkCode()
    return [
      ...failedGates.map((gate) => ({ kind: gate, passed: 0, failed: 1, skipped: 0, seconds: 0 })),
      unit,
    ]
  }
  // A bare machine is a clone that builds its own pages.
  await prepareCheckout({ dev: true, pages: kind !== 'bare-machine' })
  return [runPlaywright(kind, filters)]
}

function printTotals(results) {
  print()
  for (const { kind, passed, failed, skipped, seconds } of results) {
    print(
      `  ${kind.padEnd(12)} ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''} (${seconds} s)`,
    )
  }
  const sum = (name) => results.reduce((total, result) => total + result[name], 0)
  print(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = sum('failed') === 0 ? 0 : 1
}

try {
  const { chosen, filters } = choose(process.argv.slice(2))
  ensureSystemPackages()
  await prepareCheckout({ dev: true, pages: false })
  const results = []
  for (const kind of chosen) results.push(...(await runKind(kind, filters)))
  printTotals(results)
} catch (error) {
  endWith(error)
}
