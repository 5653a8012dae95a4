// Reads git's progress lines as they arrive, in whatever pieces.

/** `phase` is git's own word, such as "Receiving objects". `percent` is null while git does not know the whole. */
export type TransferProgress = { phase: string; percent: number | null }

/** A sink for stderr that calls `report` once for each change. */
export function readProgress(report: (progress: TransferProgress) => void): (chunk: string) => void {
  let rest = ''
  let last = ''
  return (chunk) => {
    const lines = (rest + chunk).split(/[\r\n]/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const match = /^(?:remote: )?([A-Z][a-z]+ [a-z]+): +(?:(\d+)%|\d+)/.exec(line)
      const phase = match?.[1]
      if (!phase) continue
      const percent = match[2] === undefined ? null : Number(match[2])
      if (last === `${phase} ${percent}`) continue
      last = `${phase} ${percent}`
      report({ phase, percent })
    }
  }
}
