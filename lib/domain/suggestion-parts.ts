// What the rules that look at a repository share: what one ecosystem found, and a folder as they see it. Pure.
import type { Check } from '../protocol/values.ts'

/** What one ecosystem found in one folder; all paths relative to that folder. */
export type Found = {
  setup: string[]
  keyFiles: string[]
  outputPaths: string[]
  allowHosts: string[]
  checks: { name: string; command: string; report: Check['report'] }[]
  reasons: string[]
}

/** One folder as the rules see it. */
export type FolderView = {
  paths: readonly string[]
  has: (path: string) => boolean
  text: (path: string) => string | null
}

/** For a shell. */
export const quote = (word: string): string =>
  /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** A folder inside the checkout for what tools download, and that git does not see. */
export const keptFolder = '.setup'
export const makeKeptFolder = `mkdir -p ${keptFolder} && echo '*' > ${keptFolder}/.gitignore`

export const nothing: Found = {
  setup: [],
  keyFiles: [],
  outputPaths: [],
  allowHosts: [],
  checks: [],
  reasons: [],
}

export const junit = (path = 'report.xml'): Check['report'] => ({ format: 'junit', path })
