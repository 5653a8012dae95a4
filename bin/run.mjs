// Runs a TypeScript file of this checkout: `node bin/run.mjs bench/run.ts [arguments]`, on any Node from 20 on.
import { runNode } from './node-runtime.mjs'
import { prepareCheckout } from './prepare-checkout.mjs'
import { endWith, Stop } from './say.mjs'

try {
  const [script, ...args] = process.argv.slice(2)
  if (script === undefined) throw new Stop('Name the file to run: node bin/run.mjs <file.ts> [arguments]')
  await prepareCheckout({ dev: true, pages: false })
  process.exitCode = runNode(['--disable-warning=ExperimentalWarning', script, ...args])
} catch (error) {
  endWith(error)
}
