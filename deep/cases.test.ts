// No case may get lost: what the suites would run is what the checked-in list says.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { listCases, listPath } from './list-cases.ts'

test('the exhaustive suites have just the cases of deep/cases.txt', async () => {
  const kept = (await readFile(listPath, 'utf8')).trimEnd().split('\n')
  const found = await listCases()
  expect(found, 'run `node bin/run.mjs deep/write-cases.ts` and look at what changed').toEqual(kept)
})
