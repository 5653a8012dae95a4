// Reads a file of a folder that others may have prepared: never a link, never a pipe that would be waited for.

import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** At most `maxBytes` of it; nothing where there is no plain file. */
export async function readPlainFile(path: string, maxBytes: number): Promise<Buffer> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags).catch(() => null)
  if (!file) return Buffer.alloc(0)
  try {
    const found = await file.stat()
    if (!found.isFile()) return Buffer.alloc(0)
    const bytes = Buffer.alloc(Math.min(found.size, maxBytes))
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, length)
  } finally {
    await file.close()
  }
}
