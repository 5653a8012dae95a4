// Makes the folder that every box draws on: an /etc, the small programs that run inside boxes, and a Node that the
// sandbox's user can execute. Promises: safe to run by several processes at once; nothing secret is written there.

import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { refuseClosedFolder } from './closed-folder.ts'
import type { BoxUser } from './find-tools.ts'
import { prepareEtc } from './prepare-etc.ts'
import { replaceFile, temporaryName } from './replace-file.ts'

export type BoxState = {
  /** The /etc of boxes, and what of the machine's own is bound over it, by name. */
  etc: string
  etcBinds: readonly string[]
  /** Absolute folder with what `programNames` lists. */
  programs: string
  /** HOME of the plain sandbox; boxes have their own, which vanishes. */
  plainHome: string
}

const programNames = ['file-worker.mjs', 'with-proxy.mjs', 'copy-paths.sh']

/** Throws SandboxError 'box.failed', naming the folder that bars the way, when the sandbox's user cannot get there. */
export function prepareState(stateDir: string, user: BoxUser): BoxState {
  const programs = join(stateDir, 'programs')
  const plainHome = join(stateDir, 'home')
  for (const folder of [stateDir, programs, plainHome]) {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o755)
  }
  if (user.differs) chownSync(plainHome, user.uid, user.gid)
  refuseClosedFolder(stateDir, user)
  for (const name of programNames) {
    const source = fileURLToPath(new URL(`./${name}`, import.meta.url))
    replaceFile(join(programs, name), readFileSync(source, 'utf8'))
  }
  const etc = join(stateDir, 'etc')
  return { etc, etcBinds: prepareEtc(etc, user), programs, plainHome }
}

/** Copies our Node to where the sandbox's user can execute it, once per version, and returns its folder. */
export function copyNode(nodeFolder: string, stateDir: string): string {
  const folder = join(stateDir, `node-${process.versions.node}`)
  const target = join(folder, 'node')
  if (!existsSync(target)) {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    const temporary = temporaryName(target)
    copyFileSync(join(nodeFolder, 'node'), temporary)
    chmodSync(temporary, 0o755)
    renameSync(temporary, target)
  }
  return folder
}
