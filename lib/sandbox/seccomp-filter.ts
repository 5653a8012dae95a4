// The system calls that no command in a box may make, as a classic BPF program for `bwrap --seccomp`.
// Refused: new namespaces and mounts, keyrings, kernel interfaces with a long history of holes, sockets that no network
// namespace holds (VSOCK, packet, ALG), typing into a terminal. Kept: all that compilers, package tools, debuggers and
// leak checkers need; ptrace reaches only the box's own processes. Must never refuse with a signal: programs fall back on errors.

import { existsSync } from 'node:fs'

type Numbers = {
  arch: number
  hasX32: boolean
  clone: number
  socket: number
  ioctl: number
  denied: number[]
}

/** The same on every machine since one table serves all: newer mounts. */
const newMountCalls = [428, 429, 430, 431, 432, 433, 442, 467]
const sharedDenied = [...newMountCalls, 443]
/** clone3 hides its flags behind a pointer that a filter cannot follow; libraries then fall back to clone. io_uring passes by filters. */
const absent = [435, 425, 426, 427]

const machines: Partial<Record<NodeJS.Architecture, Numbers>> = {
  x64: {
    arch: 0xc000003e,
    hasX32: true,
    clone: 56,
    socket: 41,
    ioctl: 16,
    denied: [
      // mount, umount2, pivot_root, chroot, unshare, setns, open_by_handle_at
      ...[165, 166, 155, 161, 272, 308, 304],
      // add_key, request_key, keyctl, bpf, perf_event_open, userfaultfd
      ...[248, 249, 250, 321, 298, 323],
      // modules, kexec, reboot, swap, syslog, acct, quotactl, iopl, ioperm
      ...[175, 313, 176, 246, 320, 169, 167, 168, 103, 163, 179, 172, 173],
      // clocks, host names, vhangup, lookup_dcookie, move_pages, migrate_pages
      ...[164, 227, 159, 305, 170, 171, 153, 212, 279, 256],
    ],
  },
  arm64: {
    arch: 0xc00000b7,
    hasX32: false,
    clone: 220,
    socket: 198,
    ioctl: 29,
    denied: [
      ...[40, 39, 41, 51, 97, 268, 265],
      ...[217, 218, 219, 280, 241, 282],
      ...[105, 273, 106, 104, 294, 142, 224, 225, 116, 89, 60],
      ...[170, 112, 171, 266, 161, 162, 58, 18, 239, 238],
    ],
  },
}

// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
const namespaceFlags = 0x7e020000
// UNIX, INET, INET6, NETLINK: each is held by the box's own network namespace, or by what files it sees.
const families = [1, 2, 10, 16]
// TIOCSTI, TIOCLINUX.
const typingIoctls = [0x5412, 0x541c]

const EPERM = 1
const ENOSYS = 38
const EAFNOSUPPORT = 97
const ALLOW = 0x7fff0000
const at = { number: 0, arch: 4, argument: (index: number) => 16 + index * 8 }

type Line = readonly [code: number, whenTrue: number, whenFalse: number, value: number]
const load = (offset: number): Line => [0x20, 0, 0, offset]
const answer = (value: number): Line => [0x06, 0, 0, value]
const refuse = (error: number): Line => answer(0x00050000 | error)
const equal = (value: number, whenTrue: number, whenFalse: number): Line => [0x15, whenTrue, whenFalse, value]
const atLeast = (value: number, whenTrue: number, whenFalse: number): Line => [
  0x35,
  whenTrue,
  whenFalse,
  value,
]
const anyBit = (value: number, whenTrue: number, whenFalse: number): Line => [
  0x45,
  whenTrue,
  whenFalse,
  value,
]

/** The program, or undefined where this machine has no filters or we do not know its numbers. */
export function makeSeccompFilter(architecture: NodeJS.Architecture = process.arch): Buffer | undefined {
  const numbers = machines[architecture]
  if (numbers === undefined || !existsSync('/proc/sys/kernel/seccomp/actions_avail')) return undefined
  const when = (number: number, block: readonly Line[]) => [equal(number, 0, block.length), ...block]
  const oneOf = (values: readonly number[], yes: Line, no: Line) => [
    ...values.flatMap((value) => [equal(value, 0, 1), yes]),
    no,
  ]
  return assemble([
    load(at.arch),
    // Calls of another architecture have other numbers.
    ...[equal(numbers.arch, 1, 0), refuse(ENOSYS)],
    load(at.number),
    ...(numbers.hasX32 ? [atLeast(0x40000000, 0, 1), refuse(ENOSYS)] : []),
    ...[...numbers.denied, ...sharedDenied].flatMap((number) => when(number, [refuse(EPERM)])),
    ...absent.flatMap((number) => when(number, [refuse(ENOSYS)])),
    ...when(numbers.clone, [
      load(at.argument(0)),
      anyBit(namespaceFlags, 0, 1),
      refuse(EPERM),
      answer(ALLOW),
    ]),
    ...when(numbers.socket, [load(at.argument(0)), ...oneOf(families, answer(ALLOW), refuse(EAFNOSUPPORT))]),
    ...when(numbers.ioctl, [load(at.argument(1)), ...oneOf(typingIoctls, refuse(EPERM), answer(ALLOW))]),
    answer(ALLOW),
  ])
}

function assemble(lines: readonly Line[]): Buffer {
  const program = Buffer.alloc(lines.length * 8)
  for (const [index, [code, whenTrue, whenFalse, value]] of lines.entries()) {
    program.writeUInt16LE(code, index * 8)
    program.writeUInt8(whenTrue, index * 8 + 2)
    program.writeUInt8(whenFalse, index * 8 + 3)
    program.writeUInt32LE(value >>> 0, index * 8 + 4)
  }
  return program
}
