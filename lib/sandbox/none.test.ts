// The plain sandbox: same port, no isolation. What it still promises.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MARK, markOf } from './kill-marked.ts'
import { countProcesses, makeTestBox, type TestBox, testLimits, until } from './make-test-box.ts'
import { asProcessEnv } from './process-env.ts'
import type { BoxIdentity } from './sandbox.ts'

let box: TestBox
beforeAll(async () => {
  box = await makeTestBox('plain')
})
afterAll(() => box.remove())

let serial = 0
const nextMarker = () => `${process.pid}${2000 + serial++}.25`

test('says that it does not isolate', () => {
  expect(box.sandbox.report.level).toBe('none')
})

test('gives exit code, signal and output like a box', async () => {
  const result = await box.bash('pwd; echo two >&2; exit 7')
  expect(result).toMatchObject({ exitCode: 7, endedBy: 'exit', output: `${box.worktree}\ntwo\n` })
  expect(await box.bash('kill -TERM $$')).toMatchObject({
    exitCode: null,
    endedBy: 'signal',
    signal: 'SIGTERM',
  })
})

test('hands on nothing of this process’s environment but PATH', async () => {
  process.env.SECRET_OF_THE_SERVER = 'must not leak'
  const result = await box.bash('env; echo $HOME', { env: { GIVEN: 'yes' } })
  delete process.env.SECRET_OF_THE_SERVER
  expect(result.output).toContain('GIVEN=yes')
  expect(result.output).not.toContain('SECRET_OF_THE_SERVER')
  expect(result.output).toContain(`HOME=${join(box.folder, 'state/home')}`)
})

test('trusts the certificates that this machine trusts, where the network is granted', async () => {
  const network = { allowHosts: ['registry.example'] }
  const bundle = '/etc/ssl/certs/ca-certificates.crt'
  const { output } = await box.bash('env', { network, env: { PIP_CERT: '/the/project/knows/better' } })
  expect(output.includes(`NODE_EXTRA_CA_CERTS=${bundle}`)).toBe(existsSync(bundle))
  expect(output).toContain('PIP_CERT=/the/project/knows/better')
  expect((await box.bash('env')).output).not.toContain('NODE_EXTRA_CA_CERTS')
})

test.skipIf(process.getuid?.() !== 0)('does not run as root, even when we do', async () => {
  expect((await box.bash('id -u')).output).toBe(`${box.sandbox.owner?.uid}\n`)
  expect(box.sandbox.owner?.uid).not.toBe(0)
})

test('limit and stop end the command with its process group', async () => {
  const marker = nextMarker()
  const script = `sleep ${marker} & echo started; wait`
  const late = await box.bash(script, { limits: { ...testLimits, timeoutMs: 200 } })
  expect(late).toMatchObject({ endedBy: 'timeout', output: 'started\n' })
  const stop = new AbortController()
  const running = box.bash(script, { signal: stop.signal, onOutput: () => stop.abort() })
  expect((await running).endedBy).toBe('stopped')
  expect((await box.bash(`sleep ${marker} & echo left`)).output).toBe('left\n')
  await until(() => countProcesses(marker) === 0)
})

test('kill ends the command that it names and what it started, in another session too', async () => {
  const marker = nextMarker()
  let identity: BoxIdentity | undefined
  const onStart = async (started: BoxIdentity) => {
    identity = started
  }
  const running = box.bash(`sleep ${marker} & setsid sleep ${marker} & wait`, { onStart })
  await until(() => countProcesses(marker) === 2)
  await box.sandbox.kill(identity!)
  expect((await running).endedBy).toBe('signal')
  await until(() => countProcesses(marker) === 0)
})

test('a failed onStart runs nothing', async () => {
  const failing = box.bash('touch ran', { onStart: () => Promise.reject(new Error('not written')) })
  await expect(failing).rejects.toThrow('not written')
  expect(existsSync(join(box.worktree, 'ran'))).toBe(false)
})

test.skipIf(process.platform !== 'linux')(
  'what left the group and its parent ends with the command: found by its mark, or as seen before it cleared that',
  async () => {
    const marker = nextMarker()
    const daemon = `(setsid sh -c 'sleep ${marker} & sleep ${marker}' > /dev/null 2>&1 < /dev/null &)`
    expect((await box.bash(`${daemon}; echo left`)).output).toBe('left\n')
    expect(countProcesses(marker)).toBe(0)
    const cleared = `env -i setsid sleep ${marker} & while [ ! -e seen ]; do sleep 0.05; done`
    const running = box.bash(cleared)
    await until(() => countProcesses(marker) === 1)
    // Some looks of the watch, which gives no sign.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await box.sandbox.applyChanges(box.worktree, [{ kind: 'write', path: 'seen', content: new Uint8Array() }])
    await running
    await until(() => countProcesses(marker) === 0)
  },
)

test.skipIf(process.platform !== 'linux')(
  'kill finds what is left of a command whose first process is dead',
  async () => {
    const marker = nextMarker()
    let identity: BoxIdentity | undefined
    const onStart = async (started: BoxIdentity) => {
      identity = started
    }
    await box.bash('true', { onStart })
    // As after the death of a runner: nobody was there to clean up behind the command.
    const left = spawn('sleep', [marker], {
      env: asProcessEnv({ [MARK]: markOf(identity!), PATH: '/usr/bin:/bin' }),
      stdio: 'ignore',
    })
    const ended = once(left, 'exit')
    await until(() => countProcesses(marker) === 1)
    await box.sandbox.kill(identity!)
    await ended
  },
)
