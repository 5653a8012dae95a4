// `npm run check`: the gates that every change passes before it is committed.
import { checkCode } from './check-code.mjs'
import { prepareCheckout } from './prepare-checkout.mjs'
import { endWith, print } from './say.mjs'

try {
  const since = Date.now()
  await prepareCheckout({ dev: true, pages: false })
  const { failedGates, unit } = await checkCode(process.argv.slice(2))
  const bad = [...failedGates, ...(unit.failed > 0 ? [`${unit.failed} unit tests`] : [])]
  const seconds = Math.round((Date.now() - since) / 1000)
  print(
    bad.length === 0
      ? `Check passed in ${seconds} s: ${unit.passed} unit tests.`
      : `Check failed: ${bad.join(', ')}.`,
  )
  process.exitCode = bad.length === 0 ? 0 : 1
} catch (error) {
  endWith(error)
}
