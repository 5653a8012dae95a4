// Numbers, sizes and durations as people read them on the session page. Pure: no clock, no locale of the machine.

/** 1 file, 2 files. `many` only where adding an s is wrong. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** Milliseconds as the shortest true form: 42 ms, 5.2 s, 3 min 5 s, 2 h 10 min. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return minutes < 10 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`
}

/** Time that something has lasted, in whole minutes, for a line that must not flicker. */
export function lasted(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 1) return 'under a minute'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} min` : plural(Math.floor(hours / 24), 'day')
}

/** 840, 12.4k, 1.2M. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count)
  if (count < 1_000_000) return `${(count / 1000).toFixed(count < 100_000 ? 1 : 0)}k`
  return `${(count / 1_000_000).toFixed(1)}M`
}

export const money = (usd: number): string => (usd > 0 && usd < 0.01 ? '< $0.01' : `$${usd.toFixed(2)}`)

export function byteSize(bytes: number): string {
  if (bytes < 1024) return plural(bytes, 'byte')
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A digest or commit as it is told apart at a glance. */
export const short = (id: string, length = 7): string => id.slice(0, length)
/** The four first and the two last digits: enough to compare by eye, plainly not the whole. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 4)}…${digest.slice(-2)}`
