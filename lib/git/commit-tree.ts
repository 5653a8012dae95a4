// Commits and their trailers. The same input always gives the same commit id.

import { findReservedTrailer } from '../domain/reserved-trailer.ts'
import { Rejection } from '../protocol/rejection.ts'
import { checkTreeish } from './refs.ts'
import { readGit, runGit } from './run-git.ts'

export type Person = { name: string; email: string }

export type Trailer = { key: string; value: string }

export type NewCommit = {
  bare: string
  tree: string
  parents: readonly string[]
  /** Taken as it is; one final newline is made sure of. */
  message: string
  author: Person
  committer: Person
  /** Whole seconds count, in UTC. */
  date: Date
}

/** The id of the new commit, which no ref keeps yet. */
export async function commitTree(commit: NewCommit): Promise<string> {
  const date = `@${Math.floor(commit.date.getTime() / 1000)} +0000`
  const author = ident(commit.author)
  const committer = ident(commit.committer)
  const parents = commit.parents.flatMap((parent) => ['-p', checkTreeish(parent)])
  return readGit(
    { gitDir: commit.bare },
    ['commit-tree', '--no-gpg-sign', checkTreeish(commit.tree), ...parents],
    {
      input: `${commit.message.trimEnd()}\n`,
      env: {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: date,
      },
    },
  )
}

const TRAILER_LINE = /^[A-Za-z0-9][A-Za-z0-9-]*: /

/**
 * The message with these trailers as its last paragraph, joined to trailers that already stand there; line breaks in
 * values become spaces. Throws Rejection 'message.reserved-trailer' when the message has a `Countersign-…:` line itself.
 */
export function trailers(message: string, added: readonly Trailer[]): string {
  const text = message.replace(/\r\n?/g, '\n').trimEnd()
  const lines = text.split('\n')
  const forged = findReservedTrailer(text)
  if (forged)
    throw new Rejection(
      'message.reserved-trailer',
      `Remove the line "${forged.slice(0, 80)}" from the commit message: Countersign writes such lines itself.`,
    )
  const block = added.map(({ key, value }) => `${key}: ${value.replace(/\s+/g, ' ').trim()}`).join('\n')
  const paragraph = lines.slice(lines.lastIndexOf('') + 1)
  const joins = lines.includes('') && paragraph.every((line) => TRAILER_LINE.test(line))
  return `${text}${joins ? '\n' : '\n\n'}${block}\n`
}

/**
 * The newest commit on `ref`'s first-parent line that carries this trailer, among the last `limit`; null when none does.
 * This is how a merge is found again whose end was not recorded.
 */
export async function findMergeByTrailer(
  bare: string,
  ref: string,
  key: string,
  value: string,
  limit: number,
): Promise<string | null> {
  if (!/^[A-Za-z0-9-]+$/.test(key)) throw new Error(`${key} is no trailer key`)
  const format = `%H%x1f%(trailers:key=${key},valueonly,unfold,separator=%x1f)`
  const output = await runGit({ gitDir: bare }, [
    'log',
    '-z',
    '--first-parent',
    `--max-count=${limit}`,
    `--format=${format}`,
    checkTreeish(ref),
    '--',
  ])
  for (const entry of output.toString('utf8').split('\0')) {
    const [commit, ...values] = entry.split('\x1f')
    if (commit && values.includes(value)) return commit
  }
  return null
}

/** git refuses an empty name and drops these characters silently. */
function ident(person: Person): Person {
  const clean = (text: string) => text.replace(/[\p{Cc}<>]/gu, '').trim()
  const email = clean(person.email)
  return { name: clean(person.name) || email || 'unknown', email }
}
