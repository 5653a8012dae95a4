// The same sandbox when the server is an ordinary user: run as root, this test steps down in another process.

import { spawnSync } from 'node:child_process'
import { chownSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findClosedFolder } from './closed-folder.ts'
import { isolatedTitle, makeOpenFolder, noIsolation, report, testLimits } from './make-test-box.ts'
import { asProcessEnv } from './process-env.ts'

const user = { uid: 61999, gid: 61999 }
const here = fileURLToPath(new URL('.', import.meta.url))
const closed = findClosedFolder(dirname(process.execPath), user) ?? findClosedFolder(here, user)
const reason = closed === undefined ? '' : ` (skipped: another user may not enter ${closed})`
const skip = noIsolation || process.getuid?.() !== 0 || closed !== undefined

const program = `
  const { options, limits, folder } = JSON.parse(process.argv[1])
  const { detectSandbox } = await import(${JSON.stringify(`${here}detect.ts`)})
  const { createBubblewrapSandbox } = await import(${JSON.stringify(`${here}bubblewrap.ts`)})
  const sandbox = createBubblewrapSandbox({ ...options, report: await detectSandbox() })
  const worktree = folder + '/worktree'
  await sandbox.makeFolder(worktree)
  const run = (script) => sandbox.exec({ argv: ['/bin/bash', '-c', script], cwd: worktree, worktree, writable: true, env: {}, limits })
  const who = await run('id -u; whoami; touch ../out /etc/x 2>/dev/null; grep CapEff /proc/self/status; sleep 0.1 & wait')
  await sandbox.applyChanges(worktree, [{ kind: 'write', path: 'a/b', content: Buffer.from('text') }])
  const text = Buffer.from(await sandbox.readFile(worktree, 'a/b', 10)).toString()
  const forks = await run('python3 -c "import os,time\\nn=0\\ntry:\\n while n<300:\\n  if os.fork()==0: time.sleep(60)\\n  n+=1\\nexcept OSError: print(n < 200)"')
  const late = await sandbox.exec({ argv: ['/bin/sleep', '60'], cwd: worktree, worktree, writable: true, env: {}, limits: { ...limits, timeoutMs: 200 } })
  await sandbox.removeFolder(worktree)
  const closed = await sandbox.makeFolder('/root/inside').catch((error) => error.code)
  console.log(JSON.stringify({ level: sandbox.report.level, owner: sandbox.owner ?? null, who: who.output, text, forks: forks.output, late: late.endedBy, closed }))`

describe.skipIf(skip)(isolatedTitle + reason, () => {
  test('works for a server that is an ordinary user, as that user', () => {
    const folder = makeOpenFolder()
    chownSync(folder, user.uid, user.gid)
    const options = { stateDir: `${folder}/state`, nodeBin: dirname(process.execPath) }
    const args = [
      '--input-type=module',
      '-e',
      program,
      '--',
      JSON.stringify({ options, limits: testLimits, folder }),
    ]
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      ...user,
      cwd: '/',
      env: asProcessEnv({}),
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true, force: true })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      level: report.level,
      owner: null,
      who: `${user.uid}\nagent\nCapEff:\t0000000000000000\n`,
      text: 'text',
      forks: 'True\n',
      late: 'timeout',
      closed: 'box.failed',
    })
  })
})
