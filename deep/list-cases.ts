// Every case of every exhaustive suite, as the suites themselves name them. Loads the suites, runs none of them.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where the list is kept. A change of it is a change of what is proven, and is read like one. */
export const listPath = fileURLToPath(new URL('cases.txt', import.meta.url))

/** Lines of the form `<file below deep/>: <name>`, sorted. */
export async function listCases(): Promise<string[]> {
  const { stdout } = await execa(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'list', '--project=deep', '--json', '--no-static-parse'],
    { cwd: root, env: { COUNTERSIGN_DEEP: 'all', NODE_ENV: 'test' } },
  )
  const listed: { name: string; file: string }[] = JSON.parse(stdout.slice(stdout.indexOf('[\n')))
  return listed
    .map(({ name, file }) => `${file.slice(file.indexOf('/deep/') + '/deep/'.length)}: ${name}`)
    .sort()
}
