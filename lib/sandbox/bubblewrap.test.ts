// What a command in a box can and cannot do. Real bubblewrap, real processes.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import {
  bashRequest,
  isolatedTitle,
  makeTestBox,
  noIsolation,
  type TestBox,
  testLimits,
} from './make-test-box.ts'

const optionsOf = (box: TestBox) => ({
  stateDir: join(box.folder, 'state'),
  nodeBin: dirname(process.execPath),
  report: box.sandbox.report,
})

describe.skipIf(noIsolation)(isolatedTitle, () => {
  let box: TestBox
  beforeAll(async () => {
    box = await makeTestBox('isolated')
  })
  afterAll(() => box.remove())

  test('gives exit code and output of both streams in order of arrival', async () => {
    const result = await box.bash('echo one; echo two >&2; echo three; exit 7')
    expect(result).toMatchObject({
      exitCode: 7,
      endedBy: 'exit',
      output: 'one\ntwo\nthree\n',
      outputBytes: 14,
    })
  })

  test('names the signal that ended a command', async () => {
    expect(await box.bash('kill -SEGV $$')).toMatchObject({
      exitCode: null,
      endedBy: 'signal',
      signal: 'SIGSEGV',
    })
  })

  test('a program or folder that does not exist is the command’s failure, not the box’s', async () => {
    const absent = await box.bash('', { argv: ['/no/such/program'] })
    expect(absent.exitCode).toBe(127)
    expect((await box.bash('true', { cwd: join(box.worktree, 'nowhere') })).exitCode).toBe(126)
  })

  test('a folder outside the worktree is refused as the place to start', async () => {
    await expect(box.bash('true', { cwd: '/usr' })).rejects.toMatchObject({ code: 'path.refused' })
    await expect(box.bash('true', { cwd: `${box.worktree}/..` })).rejects.toMatchObject({
      code: 'path.refused',
    })
  })

  test('writes in its worktree, its home and /tmp, and nowhere else', async () => {
    const places = '/x /usr/x /etc/x /dev/x /var/x /home/x'
    const result = await box.bash(
      `for path in ${places}; do (echo > $path) 2>/dev/null && echo wrote $path; done
       echo a > here && echo a > ~/there && echo a > /tmp/too && echo a > ../beside && echo fine`,
    )
    expect(result.output).toBe('fine\n')
    // The folders around the worktree are private ones of the same name.
    expect(existsSync(join(box.folder, 'beside'))).toBe(false)
  })

  test('does not see what nobody bound: other folders, /root, shadow, the host’s processes', async () => {
    writeFileSync(join(box.folder, 'secret'), 'x', { mode: 0o644 })
    const hidden = `${box.folder}/secret /root /etc/shadow /etc/environment /proc/${process.pid}/environ`
    const result = await box.bash(
      `for path in ${hidden}; do [ -e $path ] && echo sees $path; done; echo done`,
    )
    expect(result.output).toBe('done\n')
  })

  test('has no capabilities and cannot gain any', async () => {
    const result = await box.bash('grep -E "CapEff|CapPrm|NoNewPrivs" /proc/self/status')
    expect(result.output).toMatch(/CapPrm:\t0+\nCapEff:\t0+\nNoNewPrivs:\t1\n/)
  })

  test('knows only the variables that it was given', async () => {
    process.env.SECRET_OF_THE_SERVER = 'must not leak'
    const result = await box.bash('env -0 | cut -z -d= -f1 | tr "\\0" "\\n" | sort | xargs', {
      env: { GIVEN: 'yes' },
    })
    delete process.env.SECRET_OF_THE_SERVER
    const git = 'GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0 GIT_OPTIONAL_LOCKS'
    const shell = ['HOME LANG LOGNAME OLDPWD PATH PWD SHELL SHLVL TERM USER _']
    const expected = ['CI', 'GIVEN', ...git.split(' '), ...shell[0]!.split(' ')].sort()
    expect(result.output.trim().split(' ').sort()).toEqual(expected)
  })

  test('values of variables are not shown by the list of processes', async () => {
    const result = await box.bash('tr "\\0" "\\n" < /proc/1/cmdline', { env: { TOKEN: 'private-value' } })
    expect(result.output).toContain('bwrap')
    expect(result.output).not.toContain('private-value')
  })

  test('is a user with a name, and our Node runs', async () => {
    const script = 'console.log(os.userInfo().username, os.homedir(), process.version)'
    const result = await box.bash(`whoami; node -e '${script}'`)
    expect(result.output).toBe(`agent\nagent /home/agent ${process.version}\n`)
  })

  test('cannot reach a listener of the host, not by loopback and not by a socket file', async () => {
    const server = createServer((socket) => socket.end('reached'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const files = createServer((socket) => socket.end('reached'))
    const path = join(box.folder, 'database.sock')
    await new Promise<void>((resolve) => files.listen(path, resolve))
    const { port } = server.address() as AddressInfo
    const tries = `net.connect(${port}, "127.0.0.1"), net.connect(${JSON.stringify(path)})`
    const script = `for (const s of [${tries}]) s.on("error", (e) => console.log(e.code)).on("data", () => console.log("reached"))`
    const result = await box.bash(`node -e '${script}' | sort`)
    server.close()
    files.close()
    expect(result.output).toBe('ECONNREFUSED\nENOENT\n')
  })

  test('inside it, localhost works', async () => {
    const script =
      'const s=http.createServer((q,r)=>r.end("ok")).listen(0,"localhost",async()=>{console.log(await (await fetch("http://localhost:"+s.address().port)).text());s.close()})'
    expect((await box.bash(`node -e '${script}'`)).output).toBe('ok\n')
  })

  test('a worktree that is not writable cannot be written', async () => {
    const result = await box.bash('touch new 2>/dev/null || echo refused', { writable: false })
    expect(result.output).toBe('refused\n')
    expect(existsSync(join(box.worktree, 'new'))).toBe(false)
  })

  test('.git can be read but neither written, moved nor removed', async () => {
    await box.bash('mkdir -p .git && echo kept > .git/config')
    const result = await box.bash('echo x > .git/config; rm -rf .git; mv .git away; cat .git/config')
    expect(result.output).toMatch(/kept\n$/)
    expect(readFileSync(join(box.worktree, '.git/config'), 'utf8')).toBe('kept\n')
  })

  test('a .git that is a link to elsewhere shows nothing', async () => {
    const other = await makeTestBox('isolated')
    writeFileSync(join(other.folder, 'secret'), 'seen', { mode: 0o644 })
    await other.bash(`ln -s ${other.folder} .git`)
    const result = await other.bash('cat .git/secret || echo hidden')
    await other.remove()
    expect(result.output).toMatch(/hidden\n$/)
  })

  test('further folders are there read-only, also around and inside the worktree', async () => {
    const extra = join(box.folder, 'extra')
    mkdirSync(extra)
    writeFileSync(join(extra, 'file'), 'content')
    await box.bash('mkdir -p fixed; echo a > fixed/a')
    const readOnly = [extra, join(box.worktree, 'fixed'), box.folder, join(box.folder, 'absent')]
    const script = `cat ${extra}/file; for p in ${extra}/n fixed/n ../n own; do touch $p 2>/dev/null && echo wrote $p; done`
    const result = await box.bash(script, { readOnly })
    expect(result.output).toBe('contentwrote own\n')
  })

  test('git reads a worktree whose repository is bound read-only, and cannot write to it', async () => {
    const repository = join(box.folder, 'repository.git')
    const checkout = join(box.folder, 'checkout')
    const git = (...args: string[]) =>
      execFileSync('git', ['--git-dir', repository, ...args], { encoding: 'utf8', input: '' })
    execFileSync('git', ['init', '-q', '--bare', repository])
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
    git(
      'update-ref',
      'refs/heads/main',
      git(...identity, 'commit-tree', '-m', 'first', git('mktree').trim()).trim(),
    )
    git('worktree', 'add', '-q', '--detach', checkout, 'main')
    const script =
      'git status --short && git log --format=%s && git update-ref refs/heads/other HEAD || echo refused'
    const result = await box.bash(script, { worktree: checkout, cwd: checkout, readOnly: [repository] })
    expect(result.output).toMatch(/^first\n.*refused\n$/s)
  })

  test('a command too long for the system is refused with what to do', async () => {
    const running = box.bash('#'.repeat(300_000))
    const message = expect.stringContaining('put it into a file')
    await expect(running).rejects.toMatchObject({ code: 'box.failed', message })
  })

  test.skipIf(process.getuid?.() !== 0)(
    'our Node runs even where its folder is closed to the box',
    async () => {
      const nodeBin = join(box.folder, 'closed')
      mkdirSync(nodeBin, { mode: 0o700 })
      symlinkSync(process.execPath, join(nodeBin, 'node'))
      const stateDir = join(box.folder, 'other-state')
      const sandbox = createBubblewrapSandbox({ stateDir, nodeBin, report: box.sandbox.report })
      const result = await sandbox.exec(bashRequest(box.worktree, 'node --version; command -v node'))
      expect(result.output).toBe(`${process.version}\n${stateDir}/node-${process.versions.node}/node\n`)
    },
  )

  test('a worktree below /var/tmp works, though the box has a /var/tmp of its own', async () => {
    const worktree = join('/var/tmp', `sandbox-test-${process.pid}`)
    await box.sandbox.makeFolder(worktree)
    try {
      const result = await box.sandbox.exec(
        bashRequest(worktree, 'echo here > file; cat file; ls /var/tmp | wc -l'),
      )
      expect(result.output).toBe('here\n1\n')
    } finally {
      await box.sandbox.removeFolder(worktree)
    }
  })

  test('tools of a toolchain folder come first', async () => {
    const toolchain = join(box.folder, 'toolchain')
    mkdirSync(join(toolchain, 'bin'), { recursive: true })
    writeFileSync(join(toolchain, 'bin/node'), '#!/bin/sh\necho ours\n', { mode: 0o755 })
    const sandbox = createBubblewrapSandbox({ ...optionsOf(box), toolchains: [toolchain] })
    expect((await sandbox.exec(bashRequest(box.worktree, 'node'))).output).toBe('ours\n')
  })

  test('without /proc, commands and patches work too', async () => {
    const sandbox = createBubblewrapSandbox({
      ...optionsOf(box),
      report: { level: 'no-proc', detail: 'A trial.' },
    })
    await sandbox.applyChanges(box.worktree, [
      { kind: 'write', path: 'no-proc', content: Buffer.from('text') },
    ])
    const result = await sandbox.exec(bashRequest(box.worktree, 'cat no-proc; ls -d /proc/1'))
    expect(result.output).toMatch(/^textls: /)
  })

  test('output beyond the limit ends the command; the kept part is exact', async () => {
    const limits = { ...testLimits, maxOutputBytes: 1000 }
    const result = await box.bash('yes', { limits })
    expect(result.endedBy).toBe('output')
    expect(result.output).toBe('y\n'.repeat(500))
    expect(result.outputBytes).toBeGreaterThan(1000)
  })

  test('bytes that are no text arrive as text, in pieces and as a whole alike', async () => {
    const pieces: string[] = []
    const result = await box.bash("printf 'a\\0b\\377c\\342\\202'", { onOutput: (text) => pieces.push(text) })
    expect(result.output).toBe('a\u2400b\ufffdc\ufffd')
    expect(pieces.join('')).toBe(result.output)
  })

  test('more processes than allowed are refused', async () => {
    const limits = { ...testLimits, processes: 20 }
    const script =
      'import os,time\nn=0\ntry:\n while n<100:\n  if os.fork()==0: time.sleep(60)\n  n+=1\nexcept OSError: print("stopped", n<20)'
    const result = await box.bash(`python3 -c '${script}'`, { limits })
    expect(result.output).toBe('stopped True\n')
  })

  test('limits on file size and processor time hold', async () => {
    const big = await box.bash('exec head -c 3000000 /dev/zero > big', {
      limits: { ...testLimits, fileBytes: 1_000_000 },
    })
    expect(big).toMatchObject({ endedBy: 'signal', signal: 'SIGXFSZ' })
    const busy = await box.bash('while :; do :; done', { limits: { ...testLimits, cpuSeconds: 1 } })
    expect(busy).toMatchObject({ endedBy: 'signal', signal: 'SIGKILL' })
  })

  test('processes that together take too much memory end the command', async () => {
    const script = 'import time; x=bytearray(60_000_000); time.sleep(60)'
    const limits = { ...testLimits, memoryBytes: 150_000_000 }
    const result = await box.bash(`for i in 1 2 3 4; do python3 -c '${script}' & done; wait`, { limits })
    expect(result.endedBy).toBe('memory')
  })
})
