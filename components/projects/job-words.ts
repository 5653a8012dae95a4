// What a job tells of itself while it runs, read with care: its shape belongs to the runner. Pure.

/** "Receiving objects, 42 %", or null when there is nothing to say. */
export function progressWords(progress: unknown): { words: string; percent: number | null } | null {
  if (!progress || typeof progress !== 'object' || !('phase' in progress)) return null
  const { phase } = progress
  if (typeof phase !== 'string' || phase === '') return null
  const percent = 'percent' in progress && typeof progress.percent === 'number' ? progress.percent : null
  return { words: percent === null ? phase : `${phase}, ${percent} %`, percent }
}

/** Why a job failed, where it says so. */
export function failureOf(result: unknown): string | null {
  if (!result || typeof result !== 'object' || !('message' in result)) return null
  return typeof result.message === 'string' ? result.message : null
}
