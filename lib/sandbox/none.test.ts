// The plain sandbox: same port, no isolation. What it still promises.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countProcesses, makeTestBox, type TestBox, testLimits, until } from './make-test-box.ts'
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
