'use client'
// The files of the change, what decides whether green means anything first, with how far each is decided.

import { visibleLine } from '../../lib/protocol/visible-text.ts'
import type { FileChanges } from '../../lib/review/changes-answer.ts'
import { cx } from '../ui/cx.ts'
import { type Count, plural, stateOfFile } from './count-decisions.ts'
import { describeFile, splitPath } from './describe-file.ts'
import { FileMark } from './file-mark.tsx'
import { groupOf } from './order-files.ts'
import type { Review } from './use-review.ts'

type Props = {
  /** In the order they are shown. */
  files: readonly FileChanges[]
  loosened: ReadonlyMap<string, number>
  selected: string | null
  review: Review
  /** Whether these hunks are those that are decided. */
  decides: boolean
  onSelect: (path: string) => void
}

export function FileList({ files, loosened, selected, review, decides, onSelect }: Props) {
  const known = new Set(loosened.keys())
  const folded = files.filter((file) => groupOf(file.path, known) === 'folded')
  const shown = files.filter((file) => groupOf(file.path, known) !== 'folded')
  const row = (file: FileChanges) => (
    <li key={file.path}>
      <FileRow
        file={file}
        removed={loosened.get(file.path) ?? 0}
        selected={file.path === selected}
        review={decides ? review : null}
        onSelect={onSelect}
      />
    </li>
  )
  return (
    <nav aria-label="Changed files" className="min-h-0 overflow-y-auto pb-4">
      <Heading words="By risk" count={decides ? review.count : null} />
      <ul>{shown.map(row)}</ul>
      {folded.length > 0 && (
        <>
          <Heading words="Folded" count={null} />
          <ul>{folded.map(row)}</ul>
        </>
      )}
    </nav>
  )
}

function Heading({ words, count }: { words: string; count: Count | null }) {
  return (
    <div className="flex items-baseline justify-between gap-2 px-4 pt-3 pb-1 text-ink-3 text-xs">
      <h3>{words}</h3>
      {count && count.total > 0 && (
        <span data-count title={`${count.accepted} accepted, ${count.rejected} rejected`}>
          {count.decided} of {count.total} decided
        </span>
      )}
    </div>
  )
}

function FileRow({
  file,
  removed,
  selected,
  review,
  onSelect,
}: {
  file: FileChanges
  removed: number
  selected: boolean
  review: Review | null
  onSelect: (path: string) => void
}) {
  const { folder, name } = splitPath(visibleLine(file.path))
  const ids = file.hunks.map((hunk) => hunk.id)
  const words = describeFile(file)
  return (
    <button
      type="button"
      aria-current={selected || undefined}
      title={visibleLine(file.path)}
      onClick={() => onSelect(file.path)}
      className={cx(
        'flex w-full gap-2 px-4 py-1 text-left touch hover:bg-sunken focus-visible:-outline-offset-2',
        selected && 'bg-sunken',
      )}
    >
      {review && <FileMark state={stateOfFile(ids, review.sent, review.draft)} className="mt-0.5" />}
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-3">
          <span className="flex min-w-0 flex-1">
            <span className="min-w-0 shrink truncate text-ink-2 [direction:rtl]">
              <bdi>{folder}</bdi>
            </span>
            <span
              className={cx(
                'min-w-0 max-w-full shrink-0 truncate',
                file.status === 'deleted' && 'line-through',
              )}
            >
              {name}
            </span>
          </span>
          <Lines file={file} />
        </span>
        {words.length > 0 && <span className="block truncate text-ink-3 text-xs">{words.join(', ')}</span>}
        {removed > 0 && (
          <span className="block text-waits text-xs">{plural(removed, 'assertion')} removed</span>
        )}
      </span>
    </button>
  )
}

export function Lines({ file }: { file: Pick<FileChanges, 'added' | 'removed'> }) {
  if (file.added + file.removed === 0) return null
  return (
    <span data-count className="shrink-0 text-ink-3 text-xs">
      {file.added > 0 && `+${file.added}`}
      {file.added > 0 && file.removed > 0 && ' '}
      {file.removed > 0 && `−${file.removed}`}
    </span>
  )
}
