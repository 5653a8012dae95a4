// Reads one file or applies one set of changes, as the sandbox's user, inside the box: one request on stdin, one
// answer on stdout, each a line of JSON followed by raw bytes. Promises: all changes or none; `.git` is never
// touched; nothing but regular files is read or written. Must import nothing but Node's own modules: it is copied.

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

const STAGING_PREFIX = '.countersign-apply-'

class Refusal extends Error {
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

const refuse = (path, why) => new Refusal('path.refused', `${JSON.stringify(path)} ${why}.`)
const missing = (path) => new Refusal('path.missing', `${JSON.stringify(path)} does not exist.`)

function lookAt(path) {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // A file where a folder is expected: there is nothing below it.
    if (error.code === 'ENOTDIR') return undefined
    throw error
  }
}

function checkRelative(path) {
  if (path === '' || path.startsWith('/') || path.includes('\0')) throw refuse(path, 'is not a relative path')
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw refuse(path, 'is not a plain relative path')
  }
  if (parts.some(isGitName)) throw refuse(path, 'belongs to git, which only Countersign writes')
}

function isGitName(part) {
  return part.toLowerCase() === '.git'
}

/** The real place of an existing entry; refused when links lead out of the tree or into git's folder. */
function resolveInside(root, path, entry) {
  const real = realpathSync(entry)
  const inner = relative(root, real)
  if (inner === '..' || inner.startsWith('../') || inner.startsWith('/')) {
    throw refuse(path, 'is a link that leaves the worktree')
  }
  if (inner.split('/').some(isGitName))
    throw refuse(path, 'is a link into git, which only Countersign writes')
  return real
}

/** Resolves the parent folder only; folders that do not exist yet stay as they are written. */
function resolveEntry(root, path) {
  const absent = []
  let folder = dirname(join(root, path))
  while (lookAt(folder) === undefined) {
    absent.unshift(basename(folder))
    folder = dirname(folder)
  }
  let real
  try {
    real = resolveInside(root, path, folder)
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ELOOP')
      throw refuse(path, 'goes through a link to nowhere')
    throw error
  }
  if (!lookAt(real).isDirectory()) throw refuse(path, 'goes through something that is not a folder')
  return join(real, ...absent, basename(path))
}

/** Where a read or write of `path` ends up: a link to a file inside the tree is followed. */
function resolveContent(root, path) {
  const entry = resolveEntry(root, path)
  const found = lookAt(entry)
  if (!found?.isSymbolicLink()) return entry
  try {
    return resolveInside(root, path, entry)
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') throw refuse(path, 'is a link to nowhere')
    throw error
  }
}

function readOne(root, { path, maxBytes }) {
  checkRelative(path)
  const place = resolveContent(root, path)
  if (lookAt(place) === undefined) throw missing(path)
  if (!lookAt(place).isFile()) throw refuse(path, 'is not a regular file')
  let file
  try {
    // Not blocking, for a pipe may have taken the file's place since we looked.
    file = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (error.code === 'ENOENT') throw missing(path)
    throw refuse(path, `cannot be read (${error.code})`)
  }
  try {
    if (!fstatSync(file).isFile()) throw refuse(path, 'is not a regular file')
    const content = Buffer.alloc(Math.min(fstatSync(file).size, maxBytes) + 1)
    let length = 0
    for (;;) {
      const count = readSync(file, content, length, content.length - length, null)
      length += count
      if (count === 0 || length === content.length) break
    }
    if (length > maxBytes)
      throw new Refusal('path.too-large', `${JSON.stringify(path)} is larger than ${maxBytes} bytes.`)
    return content.subarray(0, length)
  } finally {
    closeSync(file)
  }
}

/** Each step pushes what undoes it; a failure runs those backwards. */
function applyAll(root, changes, contents) {
  removeStaleStaging(root)
  const staging = join(root, STAGING_PREFIX + randomBytes(8).toString('hex'))
  const undo = []
  mkdirSync(staging)
  try {
    // All new bytes first: a full disk shows here, before anything is changed.
    const staged = changes.map((change, index) => stageContent(staging, index, change, contents[index]))
    for (const [index, change] of changes.entries()) {
      applyOne({ root, staging, undo, index }, change, staged[index])
    }
  } catch (error) {
    for (const step of undo.reverse()) step()
    throw error
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function stageContent(staging, index, change, content) {
  if (change.kind !== 'write') return undefined
  const file = join(staging, `new-${index}`)
  writeFileSync(file, content, { mode: 0o600 })
  return file
}

function applyOne(job, change, staged) {
  checkRelative(change.path)
  if (change.kind === 'write') return putFile(job, change, staged)
  const entry = resolveEntry(job.root, change.path)
  const found = lookAt(entry)
  if (found === undefined) throw missing(change.path)
  if (!found.isFile() && !found.isSymbolicLink()) throw refuse(change.path, 'is not a regular file')
  if (change.kind === 'delete') return setAside(job, entry)
  checkRelative(change.to)
  const target = resolveEntry(job.root, change.to)
  const there = lookAt(target)
  if (target === entry) return
  if (there !== undefined && !there.isFile()) throw refuse(change.to, 'exists and is not a regular file')
  makeParents(job, target)
  if (there !== undefined) setAside(job, target)
  renameSync(entry, target)
  job.undo.push(() => renameSync(target, entry))
}

function putFile(job, change, staged) {
  const place = resolveContent(job.root, change.path)
  const before = lookAt(place)
  if (before !== undefined && !before.isFile()) throw refuse(change.path, 'is not a regular file')
  const executable = change.executable ?? (before !== undefined && (before.mode & 0o100) !== 0)
  makeParents(job, place)
  if (before !== undefined) setAside(job, place)
  chmodSync(staged, executable ? 0o755 : 0o644)
  renameSync(staged, place)
  job.undo.push(() => rmSync(place, { force: true }))
}

function setAside(job, place) {
  const aside = join(job.staging, `old-${job.index}-${job.undo.length}`)
  renameSync(place, aside)
  job.undo.push(() => renameSync(aside, place))
}

function makeParents(job, place) {
  const absent = []
  for (let folder = dirname(place); lookAt(folder) === undefined; folder = dirname(folder))
    absent.unshift(folder)
  for (const folder of absent) {
    mkdirSync(folder)
    job.undo.push(() => rmdirSync(folder))
  }
}

/** What a worker that was killed in the middle left behind. */
function removeStaleStaging(root) {
  for (const name of readdirSync(root)) {
    if (name.startsWith(STAGING_PREFIX)) rmSync(join(root, name), { recursive: true, force: true })
  }
}

function splitRequest(bytes) {
  const end = bytes.indexOf(10)
  const request = JSON.parse(bytes.subarray(0, end).toString('utf8'))
  let offset = end + 1
  const contents = (request.changes ?? []).map((change) => {
    const start = offset
    offset += change.size ?? 0
    return bytes.subarray(start, offset)
  })
  return { request, contents }
}

function answer(head, body = Buffer.alloc(0)) {
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body])
  // One write to a pipe may take less than all of it.
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(1, bytes, sent)
}

function describe(error) {
  if (error instanceof Refusal) return { code: error.code, message: error.message }
  return { code: 'box.failed', message: `The worktree could not be changed or read: ${error.message}` }
}

try {
  const { request, contents } = splitRequest(readFileSync(0))
  const root = realpathSync(request.root)
  if (request.kind === 'read') answer({ ok: true }, readOne(root, request))
  else {
    applyAll(root, request.changes, contents)
    answer({ ok: true })
  }
} catch (error) {
  answer({ ok: false, ...describe(error) })
}
