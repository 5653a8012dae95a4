// `npm test`: every gate and every kind of test, ending with one line of totals. Arguments choose:
// `npm test -- e2e [part of a file name]`; the kinds are unit, integration, deep, e2e, bare-machine and screenshots, and
// other words filter the files of unit and integration tests. Of the exhaustive suites (deep) `npm test` runs a sample
// that the commit id draws; `npm run test:deep [-- --shard i/n] [part of a file name]` runs all of them, or a shard.
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { checkCode } from './check-code.mjs'
import { root } from './node-runtime.mjs'
import { prepareCheckout } from './prepare-checkout.mjs'
import { runPlaywright, runVitest } from './run-tests.mjs'
import { endWith, print } from './say.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

const kinds = ['unit', 'integration', 'deep', 'e2e', 'bare-machine', 'screenshots']

/** The id of the checked out commit; a checkout without git gets the same sample always. */
function commitId() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return 'none'
  }
}

function choose(args) {
  const { values, positionals } = parseArgs({
    args,
    options: { deep: { type: 'boolean' }, shard: { type: 'string' } },
    allowPositionals: true,
  })
  if (values.deep) {
    const chosen = positionals.length > 0 ? ['deep'] : ['deep', 'bare-machine']
    return { chosen, filters: positionals, deep: values.shard ? `shard:${values.shard}` : 'all' }
  }
  const deep = `sample:${commitId()}`
  const [first, ...rest] = positionals
  if (first === undefined)
    return { chosen: ['check', 'integration', 'deep', 'e2e', 'bare-machine'], filters: [], deep }
  if (kinds.includes(first)) {
    return { chosen: [first], filters: rest, deep: first === 'bare-machine' ? 'all' : deep }
  }
  return { chosen: ['unit', 'integration'], filters: positionals, deep }
}

async function runKind(kind, filters, deep) {
  print(`\n${kind}${kind === 'deep' ? ` (${deep})` : ''}\n`)
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
  return [(kind === 'deep' ? runVitest : runPlaywright)(kind, filters, { deep })]
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
  const { chosen, filters, deep } = choose(process.argv.slice(2))
  ensureSystemPackages()
  await prepareCheckout({ dev: true, pages: false })
  const results = []
  for (const kind of chosen) results.push(...(await runKind(kind, filters, deep)))
  printTotals(results)
} catch (error) {
  endWith(error)
}
