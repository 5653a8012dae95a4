// `npm run build`: everything that `npm start` would have to make first, so that a start on a server is quick and the
// checkout may be read-only afterwards.
import { prepareCheckout } from './prepare-checkout.mjs'
import { endWith, print } from './say.mjs'

try {
  await prepareCheckout()
  print('  Ready to start.')
} catch (error) {
  endWith(error)
}
