// What is wrong with the disk under the data directory, as one sentence that says what to do; null while nothing is. Says no path,
// because anybody may ask.
import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'

/** Below this the database stops before long. */
const leastFreeBytes = 100_000_000

export async function findDiskTrouble(folder: string): Promise<string | null> {
  try {
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize >= leastFreeBytes) return null
    return 'Disk full: less than 100 MB are left for the data directory. Free some space there, or on the settings page under Storage.'
  } catch {
    return 'The data directory cannot be written, so nothing new can be kept. Make it writable on the server’s machine.'
  }
}
