// How boxes end: nothing of a command outlives its limit, its stop, or the process that started it.

import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  bashRequest,
  countProcesses,
  isolatedTitle,
  makeTestBox,
  noIsolation,
  type TestBox,
  testLimits,
  until,
} from './make-test-box.ts'
import type { BoxIdentity } from './sandbox.ts'

let serial = 0
// `sleep` takes any number: one that nobody else uses marks our processes among all of the machine's.
const nextMarker = () => `${process.pid}${1000 + serial++}.25`
/** A child, and a grandchild in a session of its own that no process group reaches. */
const longScript = (marker: string) => `sleep ${marker} & setsid sleep ${marker} & echo started; wait`

describe.skipIf(noIsolation)(isolatedTitle, () => {
  let box: TestBox
  beforeAll(async () => {
    box = await makeTestBox('isolated')
  })
  afterAll(() => box.remove())

  test('the time limit ends the command and all that it started', async () => {
    const marker = nextMarker()
    const result = await box.bash(longScript(marker), { limits: { ...testLimits, timeoutMs: 300 } })
    expect(result).toMatchObject({ endedBy: 'timeout', exitCode: null, output: 'started\n' })
    await until(() => countProcesses(marker) === 0)
  })

  test('the abort signal ends the command and all that it started', async () => {
    const marker = nextMarker()
    const stop = new AbortController()
    const running = box.bash(longScript(marker), { signal: stop.signal })
    await until(() => countProcesses(marker) === 2)
    stop.abort()
    expect((await running).endedBy).toBe('stopped')
    await until(() => countProcesses(marker) === 0)
  })

  test('an abort before the start starts nothing', async () => {
    let started = false
    const onStart = async () => {
      started = true
    }
    const result = await box.bash('echo ran', { signal: AbortSignal.abort(), onStart })
    expect(result).toMatchObject({ endedBy: 'stopped', output: '' })
    expect(started).toBe(false)
  })

  test('what a command leaves in the background ends with it', async () => {
    const marker = nextMarker()
    const result = await box.bash(`setsid sleep ${marker} & echo done`)
    expect(result).toMatchObject({ exitCode: 0, output: 'done\n' })
    await until(() => countProcesses(marker) === 0)
  })

  test('nothing runs before onStart has come back, and nothing at all if it fails', async () => {
    const seen: string[] = []
    await box.bash('echo ran', {
      onStart: async () => {
        await new Promise((resolve) => setImmediate(resolve))
        seen.push('started')
      },
      onOutput: () => seen.push('output'),
    })
    expect(seen).toEqual(['started', 'output'])
    const failing = box.bash('touch ran', { onStart: () => Promise.reject(new Error('not written')) })
    await expect(failing).rejects.toThrow('not written')
    expect((await box.bash('ls')).output).toBe('')
  })

  test('kill ends the box that it names, and never another process', async () => {
    const marker = nextMarker()
    let identity: BoxIdentity | undefined
    const onStart = async (started: BoxIdentity) => {
      identity = started
    }
    const running = box.bash(longScript(marker), { onStart })
    await until(() => countProcesses(marker) === 2)
    await box.sandbox.kill({ ...identity!, startTime: 'another' })
    expect(countProcesses(marker)).toBe(2)
    await box.sandbox.kill(identity!)
    expect(countProcesses(marker)).toBe(0)
    expect(await running).toMatchObject({ endedBy: 'signal', signal: 'SIGKILL' })
    await box.sandbox.kill(identity!)
  })

  test('kill -9 of the process that started a box ends the box', async () => {
    const marker = nextMarker()
    const request = { ...bashRequest(box.worktree, longScript(marker)), limits: testLimits }
    const runner = spawnRunner(request)
    await until(() => countProcesses(marker) === 2)
    runner.kill('SIGKILL')
    await until(() => countProcesses(marker) === 0)
  })

  test('a box of a stopped runner can be killed by another', async () => {
    const marker = nextMarker()
    const runner = spawnRunner(bashRequest(box.worktree, longScript(marker)))
    const identity = await new Promise<BoxIdentity>((resolve) => {
      runner.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as BoxIdentity))
    })
    await until(() => countProcesses(marker) === 2)
    runner.kill('SIGSTOP')
    await box.sandbox.kill(identity)
    expect(countProcesses(marker)).toBe(0)
    runner.kill('SIGKILL')
  })

  /** A stand-in for a runner: another process with a sandbox of its own on the same folders. */
  function spawnRunner(request: object) {
    const program = `
      import { createBubblewrapSandbox } from ${JSON.stringify(fileURLToPath(new URL('./bubblewrap.ts', import.meta.url)))}
      const { options, request } = JSON.parse(process.argv[1])
      const sandbox = createBubblewrapSandbox(options)
      await sandbox.exec({ ...request, onStart: async (box) => console.log(JSON.stringify(box)) })`
    const options = {
      stateDir: `${box.folder}/state`,
      nodeBin: dirname(process.execPath),
      report: box.sandbox.report,
    }
    const settings = JSON.stringify({ options, request })
    const args = ['--input-type=module', '-e', program, '--', settings]
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  }
})
