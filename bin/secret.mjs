// The installation's secret: from the environment, or generated once and kept beside the data with mode 0600.
// Everything that signs or encrypts derives its keys from it. Must never be printed.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stop } from './say.mjs'

const shortest = 32

/**
 * The secret as text of at least 32 characters; `folder` is the data directory,
 * whose lock the caller holds.
 * @param {string} folder
 * @param {Record<string, string | undefined>} env
 */
export function ensureSecret(folder, env = process.env) {
  if (env.COUNTERSIGN_SECRET) {
    if (env.COUNTERSIGN_SECRET.length >= shortest) return env.COUNTERSIGN_SECRET
    throw new Stop(
      `COUNTERSIGN_SECRET is too short: ${shortest} characters at least.\nMake one with "openssl rand -hex 32", or leave the variable out.`,
    )
  }
  const path = join(folder, 'secret')
  if (!existsSync(path)) {
    // Written in full under another name first: a crash must not leave half a secret behind.
    writeFileSync(`${path}.draft`, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
    renameSync(`${path}.draft`, path)
  }
  chmodSync(path, 0o600)
  const secret = readFileSync(path, 'utf8').trim()
  if (secret.length < shortest)
    throw new Stop(`${path} is damaged: it should hold the secret. Restore it from a backup.`)
  return secret
}
