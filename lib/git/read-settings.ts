// Reads a repository's settings as plain text: git parses the file, follows no include, and acts on nothing in it.

import { lstat } from 'node:fs/promises'
import { splitNul } from './path-name.ts'
import { runGit } from './run-git.ts'

/** Names in lower case where git ignores it; of several values the last. Empty where there is no such plain file. */
export async function readSettings(file: string): Promise<ReadonlyMap<string, string>> {
  const entry = await lstat(file).catch(() => null)
  if (!entry?.isFile() || entry.size > 1_000_000) return new Map()
  const args = ['config', '--file', file, '--no-includes', '--null', '--list']
  const listed = await runGit({ gitDir: null }, args).catch(() => Buffer.alloc(0))
  return new Map(
    splitNul(listed).map((item): [string, string] => {
      const cut = item.indexOf('\n')
      // A name without a value means true.
      return cut < 0 ? [item, 'true'] : [item.slice(0, cut), item.slice(cut + 1)]
    }),
  )
}
