// Builds the /etc that boxes see: a few files written by us, harmless small ones copied, and the names of harmless
// folders to bind over it. One folder, because each single bind costs a box a fifth of a millisecond.
// Must never take in a file that holds passwords, keys, or this machine's users and hosts.

import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { BOX_HOME } from './build-box-arguments.ts'
import type { BoxUser } from './find-tools.ts'
import { replaceFile, temporaryName } from './replace-file.ts'

const harmlessFiles = [
  ...[
    'ca-certificates.conf',
    'ld.so.conf',
    'localtime',
    'timezone',
    'locale.conf',
    'os-release',
    'debian_version',
  ],
  ...['mime.types', 'magic', 'magic.mime', 'protocols', 'services', 'inputrc', 'login.defs', 'shells'],
]
const harmlessFolders = [
  ...['alternatives', 'pki', 'ssl', 'crypto-policies', 'terminfo', 'fonts', 'perl', 'maven', 'ant', 'dpkg'],
  ...['xml', 'sgml'],
]
// Settings that some tools refuse to start without, in folders that carry a version.
const versionedFolder = /^(java|python)[\w.-]*$/

/** Returns the folders of the machine's /etc that a box binds over `folder`, for which places are made. */
export function prepareEtc(folder: string, user: BoxUser): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  for (const [name, content] of Object.entries(writtenFiles(user))) replaceFile(join(folder, name), content)
  for (const name of harmlessFiles) takeOver(join('/etc', name), join(folder, name))
  const versioned = readdirSync('/etc').filter((name) => versionedFolder.test(name))
  const folders = [...harmlessFolders, ...versioned].filter((name) => isFolder(join('/etc', name)))
  for (const name of folders) mkdirSync(join(folder, name), { recursive: true, mode: 0o755 })
  // A place for the machine's own, which changes whenever a package is installed.
  if (existsSync('/etc/ld.so.cache')) folders.push('ld.so.cache')
  return folders
}

function writtenFiles({ uid, gid }: BoxUser): Record<string, string> {
  return {
    // initdb and os.userInfo() insist on an entry for the user that runs them.
    passwd: `root:x:0:0:root:/root:/bin/sh\nagent:x:${uid}:${gid}:agent:${BOX_HOME}:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n`,
    group: `root:x:0:\nagent:x:${gid}:\nnogroup:x:65534:\n`,
    hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n',
    'ld.so.cache': '',
  }
}

/** Copies a file or a link as it is; what the machine does not have is left out. */
function takeOver(source: string, target: string): void {
  const entry = lstatSync(source, { throwIfNoEntry: false })
  if (entry === undefined || entry.isDirectory()) return
  const temporary = temporaryName(target)
  try {
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), temporary)
    else copyFileSync(source, temporary)
    renameSync(temporary, target)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
