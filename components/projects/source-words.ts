// Where a project comes from, in words. Pure.
export type SourceKind = 'sample' | 'path' | 'url'

export function sourceWords(kind: SourceKind, location: string): string {
  return kind === 'sample' ? 'sample, made by Countersign' : location
}

/** A name to start from: the last part of an address or path, without its ending. */
export function nameFromLocation(location: string): string {
  return (
    location
      .trim()
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:\\]/)
      .at(-1) ?? ''
  )
}
