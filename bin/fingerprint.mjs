// A fingerprint of files, to know whether something made from them is still up to date.
// Only names and contents count, so a fresh checkout of the same commit has the same fingerprint.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

function addTo(hash, root, path, skip) {
  if (skip(path)) return
  const full = join(root, path)
  const entry = statSync(full, { throwIfNoEntry: false })
  if (entry === undefined) return
  if (entry.isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, root, join(path, name), skip)
  } else {
    const content = readFileSync(full)
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
}

/**
 * SHA-256 (hex) over the files and folders `paths` below `root`; missing ones are skipped.
 * @param {string} root
 * @param {string[]} paths
 * @param {(path: string) => boolean} skip
 */
export function fingerprint(root, paths, skip = () => false) {
  const hash = createHash('sha256')
  for (const path of paths) addTo(hash, root, path, skip)
  return hash.digest('hex')
}

/** True when the stamp file holds exactly this fingerprint. */
export function isStamped(path, value) {
  try {
    return readFileSync(path, 'utf8') === value
  } catch {
    return false
  }
}

/** Writes the stamp; call it only after what it vouches for is complete. */
export function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, value)
}
