// Finds the system programs that a sandbox is made of, and says as whom commands run.
// Never runs a package manager and never looks outside PATH and the usual system folders.

import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { machinePath } from '../machine.ts'

export type SystemTools = {
  bwrap?: string
  /** False for versions before 0.8, which cannot limit the size of a private folder. */
  bwrapHasSize: boolean
  setpriv?: string
  prlimit?: string
}

export type BoxUser = {
  uid: number
  gid: number
  /** We are root and step down; otherwise commands run as ourselves. */
  differs: boolean
}

/** Not nobody's number, which a database may already run under, and above what systems hand out. */
const BOX_UID = 61184

export function findTools(): SystemTools {
  const bwrap = findProgram('bwrap')
  const linux = process.platform === 'linux'
  return {
    bwrap: linux ? bwrap : undefined,
    bwrapHasSize: bwrap !== undefined && linux && isAtLeast08(bwrap),
    setpriv: linux ? findProgram('setpriv') : undefined,
    prlimit: linux ? findProgram('prlimit') : undefined,
  }
}

export function chooseBoxUser(): BoxUser {
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  return uid === 0 ? { uid: BOX_UID, gid: BOX_UID, differs: true } : { uid, gid, differs: false }
}

function findProgram(name: string): string | undefined {
  const folders = [...machinePath().split(delimiter), '/usr/bin', '/bin', '/usr/sbin', '/sbin']
  return folders
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function isAtLeast08(bwrap: string): boolean {
  try {
    const [major = 0, minor = 0] = (
      /\d+\.\d+/.exec(execFileSync(bwrap, ['--version'], { encoding: 'utf8' }))?.[0] ?? ''
    )
      .split('.')
      .map(Number)
    return major > 0 || minor >= 8
  } catch {
    return false
  }
}
