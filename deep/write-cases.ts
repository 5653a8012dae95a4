// Writes deep/cases.txt anew, after a suite has got another case: `node bin/run.mjs deep/write-cases.ts`.
import { writeFile } from 'node:fs/promises'
import { listCases, listPath } from './list-cases.ts'

const cases = await listCases()
await writeFile(listPath, `${cases.join('\n')}\n`)
process.stdout.write(`${cases.length} cases\n`)
