// The git program for backup and restore: explicit folders, no configuration of this machine, output where it is wanted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Stop } from './say.mjs'

const quiet = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

/**
 * Runs git on the repository `gitDir` (null: none yet); `input` is text or a readable for its standard input, `output` a path for
 * what it prints. Resolves what it printed as text ('' with `output`). Throws Stop with git's own words when it fails.
 */
export async function git(gitDir, args, { input = '', output } = {}) {
  const place = gitDir === null ? [] : [`--git-dir=${gitDir}`]
  const child = spawn('git', [...place, '-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: '/',
    env: { ...process.env, ...quiet },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const errors = []
  const printed = []
  child.stderr.on('data', (part) => errors.push(part))
  const ended = once(child, 'close')
  if (output === undefined) child.stdout.on('data', (part) => printed.push(part))
  const read = output && pipeline(child.stdout, createWriteStream(output, { mode: 0o600 }))
  // git that refuses closes its input early; its own words say more than the broken pipe.
  const fed = pipeline(typeof input === 'string' ? Readable.from([input]) : input, child.stdin).catch(
    () => {},
  )
  const [code] = await ended
  await Promise.all([read, fed])
  if (code === 0) return Buffer.concat(printed).toString('utf8')
  const said = Buffer.concat(errors).toString('utf8').trim()
  throw new Stop(`git ${args[0]} failed in ${gitDir ?? 'a new repository'}: ${said.slice(-600)}`)
}

/** All refs as a map from name to object id. */
export async function readRefs(gitDir) {
  const lines = (await git(gitDir, ['for-each-ref', '--format=%(objectname) %(refname)'])).split('\n')
  return new Map(lines.filter(Boolean).map((line) => [line.slice(line.indexOf(' ') + 1), line.split(' ')[0]]))
}

/** Of these object ids the ones that are there. */
export async function presentObjects(gitDir, ids) {
  if (ids.length === 0) return []
  const said = await git(gitDir, ['cat-file', '--batch-check=%(objectname)'], {
    input: `${ids.join('\n')}\n`,
  })
  return said.split('\n').filter((line) => line !== '' && !line.endsWith(' missing'))
}
