// Sets of line numbers of one version of a file, as few ranges. Always sorted, apart from each other, never empty ones.

/** Lines from `start` up to, not including, `end`; 1-based as git counts. */
export type LineRange = readonly [start: number, end: number]

/**
 * How lines of one version became lines of the next, in file order; everything outside of edits is unchanged. A start is
 * the first line that the edit touches, or, on a side without lines, the line before which it stands.
 */
export type Edit = { oldStart: number; oldLines: number; newStart: number; newLines: number }

export const countLines = (ranges: readonly LineRange[]): number =>
  ranges.reduce((sum, [start, end]) => sum + end - start, 0)

/** Any ranges, in any order and overlapping, as a set. */
export function normalize(ranges: readonly LineRange[]): LineRange[] {
  const result: [number, number][] = []
  const sorted = ranges.filter(([start, end]) => start < end).toSorted((a, b) => a[0] - b[0])
  for (const [start, end] of sorted) {
    const last = result.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}

export const unite = (a: readonly LineRange[], b: readonly LineRange[]): LineRange[] =>
  normalize([...a, ...b])

/** What is in `from` and not in `without`. Both are sets. */
export function subtract(from: readonly LineRange[], without: readonly LineRange[]): LineRange[] {
  const result: LineRange[] = []
  let next = 0
  for (const [start, end] of from) {
    while (next < without.length && without[next]![1] <= start) next += 1
    let at = start
    for (let i = next; i < without.length && without[i]![0] < end; i += 1) {
      const [cutStart, cutEnd] = without[i]!
      if (cutStart > at) result.push([at, cutStart])
      at = Math.max(at, cutEnd)
    }
    if (at < end) result.push([at, end])
  }
  return result
}

/** Where the lines of a set are after the edits. A line inside of an edit is gone: it is another line now. */
export function moveThrough(ranges: readonly LineRange[], edits: readonly Edit[]): LineRange[] {
  const result: LineRange[] = []
  let oldAt = 1
  let shift = 0
  let next = 0
  const keep = (until: number) => {
    // Unchanged lines from oldAt up to `until` stand `shift` further down.
    while (next < ranges.length && ranges[next]![1] <= oldAt) next += 1
    for (let i = next; i < ranges.length && ranges[i]![0] < until; i += 1) {
      const start = Math.max(ranges[i]![0], oldAt)
      const end = Math.min(ranges[i]![1], until)
      if (start < end) result.push([start + shift, end + shift])
    }
  }
  for (const { oldStart, oldLines, newLines } of edits) {
    keep(oldStart)
    oldAt = oldStart + oldLines
    shift += newLines - oldLines
  }
  keep(Number.POSITIVE_INFINITY)
  return normalize(result)
}
