// `test` for journeys in a real browser: one installation with an admin for all of them, because starting one takes
// seconds. A journey has a project of its own and relies on nothing that another one left.
import { type BrowserContext, test as base, expect, type Page, request } from '@playwright/test'
import type { ProjectRow } from '../../lib/queries/list-projects.ts'
import { type Api, openApi } from './api.ts'
import { type Installation, startInstallation } from './installation.ts'
import { openSessionPage, type SessionPage } from './session-page.ts'

export { expect } from '@playwright/test'

type State = Awaited<ReturnType<BrowserContext['storageState']>>
export const admin = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'correct horse battery' }

type Shared = { installation: Installation; signedIn: State }
type Own = {
  api: Api
  /** A project of this test alone: what others merge would change its base. */
  sample: ProjectRow
  /** Starts a session on the sample and opens its page. */
  start: (scenario: string, options?: Parameters<Api['describe']>[2]) => Promise<SessionPage>
  quietPages: undefined
}

export const test = base.extend<Own, Shared>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's own text
    async ({}, use) => {
      const installation = await startInstallation()
      await use(installation)
      await installation.stop()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  signedIn: [
    async ({ installation: { address } }, use) => {
      const visitor = await request.newContext()
      await openApi(visitor, address).ask('POST', '/api/account/first', admin)
      await use(await visitor.storageState())
      await visitor.dispose()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ installation }, use) => use(installation.address),
  storageState: ({ signedIn }, use) => use(signedIn),
  api: ({ context, installation }, use) => use(openApi(context.request, installation.address)),
  sample: async ({ api }, use) =>
    use(await api.addSample(`Parcel prices ${crypto.randomUUID().slice(0, 4)}`)),
  start: ({ page, api, sample }, use) =>
    use(async (scenario, options) => openSessionPage(page, await api.describe(sample.id, scenario, options))),
  // An error that no page shows is still an error.
  quietPages: [
    async ({ context }, use) => {
      const errors: string[] = []
      watchErrors(context, errors)
      await use(undefined)
      expect(errors, 'errors in the pages').toEqual([])
    },
    { auto: true },
  ],
})

/** Collects what a page throws and nobody catches. */
export function watchErrors(context: BrowserContext, errors: string[]): void {
  const watch = (page: Page) => page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.stack}`))
  for (const page of context.pages()) watch(page)
  context.on('page', watch)
}
