// One file of one tree as text, for the focused view. Reads the project's bare repository, writes nothing.

import { readFileAt } from '../git/read-tree.ts'
import type { FileAnswer } from '../review/changes-answer.ts'

/** Larger files are not opened; the hunks still show. */
const BYTES_SHOWN = 4_000_000

/** `text` is null with a reason in `why` where it cannot be shown; a path that is not there is an empty text. */
export async function loadFile(bare: string, tree: string, path: string): Promise<FileAnswer> {
  const file = isTreePath(path) ? await readFileAt(bare, tree, path, BYTES_SHOWN) : null
  if (!file) return { tree, path, text: '', bytes: 0, why: 'There is no such file on this side.' }
  const answer = { tree, path, bytes: file.size }
  if (file.truncated) return { ...answer, text: null, why: `Too large to open here: ${mb(file.size)} MB.` }
  if (file.bytes.includes(0)) return { ...answer, text: null, why: 'Binary: there is no text to show.' }
  return { ...answer, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes), why: null }
}

const mb = (bytes: number) => (bytes / 1_000_000).toFixed(1)

/** git refuses names that no tree can hold; here they are simply not there. */
const isTreePath = (path: string) =>
  path !== '' && path.split('/').every((part) => !['', '.', '..'].includes(part))
