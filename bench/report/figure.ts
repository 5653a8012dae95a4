// What a part of the bench hands over: figures, each with the promise it stands against and the machine's load beside it.
import { loadavg } from 'node:os'

export type Figure = {
  name: string
  measured: string
  /** Against another figure of the same run; null where there is none. */
  ratio: string | null
  /** What the design promises, in words; null where it promises nothing. */
  promised: string | null
  /** Null where nothing is promised, or where this run is too small to tell. */
  kept: boolean | null
  /** Average number of runnable processes over the last minute, when the figure was taken. */
  load: number
}

export type Measured = {
  /** How it was measured, in sentences. */
  how: string[]
  figures: Figure[]
  /** What a reader has to know about these figures: misses and their causes, limits of the method. */
  notes: string[]
}

type Given = { ratio?: string; promised?: string; kept?: boolean }

export function figure(name: string, measured: string, { ratio, promised, kept }: Given = {}): Figure {
  return {
    name,
    measured,
    ratio: ratio ?? null,
    promised: promised ?? null,
    kept: kept ?? null,
    load: loadavg()[0] ?? 0,
  }
}
