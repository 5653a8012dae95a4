// What the filter of system calls refuses in a real box, and what it must leave alone.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isolatedTitle, makeTestBox, noIsolation, type TestBox } from './make-test-box.ts'
import { makeSeccompFilter } from './seccomp-filter.ts'

const filter = makeSeccompFilter()

test('a program is whole: each jump lands inside, and it ends with an answer', () => {
  for (const architecture of ['x64', 'arm64'] as const) {
    const program = makeSeccompFilter(architecture)
    // No filters on this system: then there is none to look at, and the boxes below say so.
    if (program === undefined) continue
    const count = program.length / 8
    for (let line = 0; line < count; line += 1) {
      if ((program.readUInt16LE(line * 8) & 0x07) !== 0x05) continue
      expect(line + 1 + program.readUInt8(line * 8 + 2)).toBeLessThan(count)
      expect(line + 1 + program.readUInt8(line * 8 + 3)).toBeLessThan(count)
    }
    expect(program.readUInt16LE((count - 1) * 8)).toBe(0x06)
  }
  expect(makeSeccompFilter('mips')).toBeUndefined()
})

const why = filter ? isolatedTitle : 'this system has no filters of system calls'
describe.skipIf(noIsolation || filter === undefined)(why, () => {
  let box: TestBox
  beforeAll(async () => {
    box = await makeTestBox('isolated')
  })
  afterAll(() => box.remove())
  const python = (code: string) => box.bash(`/usr/bin/python3 - <<'END'\n${code}\nEND`)
  const call = (expression: string) =>
    python(
      `import ctypes,os,socket\nc=ctypes.CDLL(None,use_errno=True)\nr=${expression}\nprint(r,ctypes.get_errno())`,
    )

  test.each([
    ['unshare of a user namespace', 'c.unshare(0x10000000)', '-1 1'],
    [
      'clone of a user namespace',
      'c.syscall(56 if os.uname().machine=="x86_64" else 220, 0x10000011, 0, 0, 0, 0)',
      '-1 1',
    ],
    ['clone3', 'c.syscall(435, 0, 0)', '-1 38'],
    ['io_uring', 'c.syscall(425, 1, 0)', '-1 38'],
    ['mount', 'c.mount(b"none", b"/tmp", b"tmpfs", 0, None)', '-1 1'],
    ['chroot', 'c.chroot(b"/tmp")', '-1 1'],
    ['keyctl', 'c.syscall(250 if os.uname().machine=="x86_64" else 219, 0, -3, 0)', '-1 1'],
    ['a host’s VSOCK', 'c.socket(40, 1, 0)', '-1 97'],
    ['a packet socket', 'c.socket(17, 3, 0)', '-1 97'],
    ['typing into a terminal', 'c.ioctl(0, 0x5412, b"x")', '-1 1'],
  ])('refuses %s', async (_, expression, answer) => {
    expect((await call(expression)).output.trim()).toBe(answer)
  })

  test.each([
    [
      'threads',
      'import threading\nt=threading.Thread(target=lambda: print("ran"))\nt.start();t.join()',
      'ran',
    ],
    [
      'child processes',
      'import subprocess\nprint(subprocess.check_output(["echo","ran"]).decode().strip())',
      'ran',
    ],
    [
      'sockets on its own loopback',
      'import socket\ns=socket.create_server(("127.0.0.1",0));c=socket.create_connection(s.getsockname());print("ran")',
      'ran',
    ],
    ['names of its own host', 'import socket\nprint(socket.gethostbyname("localhost"))', '127.0.0.1'],
    ['a debugger’s calls on its own child', 'import ctypes\nprint(ctypes.CDLL(None).ptrace(0,0,0,0))', '0'],
  ])('leaves alone %s', async (_, code, answer) => {
    expect((await python(code)).output.trim()).toBe(answer)
  })
})
