// The section "memory": what an installation that does nothing keeps, all its processes together. Linux only.
import { setTimeout as pause } from 'node:timers/promises'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { figure, type Measured } from '../report/figure.ts'
import { sum, write, writeRatio } from '../report/summarize.ts'
import { readTree, sumParts } from './read-memory.ts'
import {
  buildFirst,
  cookieHeader,
  type Installation,
  signUp,
  startInstallation,
} from './start-installation.ts'

const idleSeconds = 10
const promisedMegabytes = 350
const visits = 5

/** Makes the account, which adds the sample project, and looks at the pages that everybody looks at. */
async function visit({ address }: Installation): Promise<void> {
  const headers = { cookie: cookieHeader(await signUp(address)) }
  for (let round = 0; round < visits; round += 1) {
    for (const path of ['/', '/sessions', '/projects', '/settings']) {
      const answer = await fetch(`${address}${path}`, { headers })
      await answer.text()
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    }
  }
}

export async function measureMemory(): Promise<Measured> {
  await buildFirst()
  const folder = createTemporaryFolder()
  try {
    const installation = await startInstallation(`${folder}/installation`)
    try {
      await pause(idleSeconds * 1000)
      const fresh = sumParts(readTree(installation.pid))
      await visit(installation)
      await pause(idleSeconds * 1000)
      const used = sumParts(readTree(installation.pid))
      const all = sum(Object.values(used))
      const name = (part: string) => `${part}, after a first visit`
      return {
        how: [
          `Proportional set sizes (\`/proc/…/smaps_rollup\`) of all processes of one installation, ${idleSeconds} s after the last thing happened.`,
          `A *first visit* makes the account and the sample project and opens four pages ${visits} times.`,
        ],
        figures: [
          figure('all together, never visited', write(sum(Object.values(fresh)), 'MB'), {
            promised: `at most ${promisedMegabytes} MB`,
            kept: sum(Object.values(fresh)) <= promisedMegabytes,
          }),
          figure('all together, after a first visit', write(all, 'MB'), {
            ratio: writeRatio(all, sum(Object.values(fresh)), 'never visited'),
            promised: `at most ${promisedMegabytes} MB`,
            kept: all <= promisedMegabytes,
          }),
          ...Object.entries(used).map(([part, megabytes]) =>
            figure(name(part), write(megabytes, 'MB'), { ratio: writeRatio(megabytes, all, 'all') }),
          ),
        ],
        notes: [
          'One run differs from the next by tens of megabytes, as the collectors of garbage please.',
          ...(all > promisedMegabytes
            ? [
                'Most of it is the two Node processes, server and runner, and in them the JavaScript heap. Room for young objects is bounded already (bin/spawn-part.mjs); what else takes it was not profiled.',
              ]
            : []),
        ],
      }
    } finally {
      await installation.stop()
    }
  } finally {
    removeTemporaryFolder(folder)
  }
}
