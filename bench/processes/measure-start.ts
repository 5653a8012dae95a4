// The section "start": from the command to the line with the address, with nothing there yet and with everything there.
import { spawnSync } from 'node:child_process'
import { nodePath } from '../../bin/node-runtime.mjs'
import { createTemporaryFolder, removeTemporaryFolder } from '../../lib/testing/temporary-folder.ts'
import { figure, type Measured } from '../report/figure.ts'
import { median, write, writeRatio } from '../report/summarize.ts'
import { clock } from '../streaming/token-text.ts'
import { buildFirst, startInstallation } from './start-installation.ts'

const rounds = 3

function startNode(): number {
  const from = clock()
  spawnSync(nodePath(), ['-e', '0'])
  return clock() - from
}

export async function measureStart(): Promise<Measured> {
  await buildFirst()
  const cold: number[] = []
  const warm: number[] = []
  const node: number[] = []
  const folders: string[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      const folder = createTemporaryFolder()
      folders.push(folder)
      for (const times of [cold, warm]) {
        node.push(startNode(), startNode())
        const installation = await startInstallation(`${folder}/installation`)
        times.push(installation.readyMs)
        await installation.stop()
      }
    }
  } finally {
    for (const folder of folders) removeTemporaryFolder(folder)
  }
  const bare = median(node)
  return {
    how: [
      `Medians of ${rounds} rounds on loopback, with packages installed and pages built. *First*: an empty data directory, so the database`,
      'is created and migrated. *Second*: the same directory again. The files are in the memory of the system, as after any earlier start.',
    ],
    figures: [
      figure('`node -e 0`', write(bare, 'ms')),
      figure('first start to the ready line', write(median(cold) / 1000, 's'), {
        ratio: writeRatio(median(cold), bare, '`node -e 0`'),
      }),
      figure('second start to the ready line', write(median(warm) / 1000, 's'), {
        ratio: `${writeRatio(median(warm), bare, '`node -e 0`')}; ${writeRatio(median(warm), median(cold), 'the first')}`,
      }),
    ],
    notes: [],
  }
}
