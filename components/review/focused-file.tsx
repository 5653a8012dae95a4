'use client'
// One file, both sides whole, in the editor: for reading around a hunk. Reads only. Escape leaves.

import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { FileAnswer, FileChanges } from '../../lib/review/changes-answer.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { describeFile } from './describe-file.ts'
import { Lines } from './file-list.tsx'
import { applyTheme, editor, followTheme, languageOf, reading } from './monaco.ts'
import { type Range, readFile } from './use-changes.ts'

type Sides = { before: FileAnswer; after: FileAnswer }

export function FocusedFile({
  sessionId,
  file,
  range,
  onClose,
}: {
  sessionId: string
  file: FileChanges
  range: Range
  onClose: () => void
}) {
  const [sides, setSides] = useState<Sides | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(0)
  const box = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again
  useEffect(() => {
    let gone = false
    setSides(null)
    setProblem(null)
    const none = (tree: string): FileAnswer => ({ tree, path: file.path, text: '', bytes: 0, why: null })
    Promise.all([
      file.oldBlob ? readFile(sessionId, range.from, file.oldPath ?? file.path) : none(range.from),
      file.newBlob ? readFile(sessionId, range.to, file.path) : none(range.to),
    ]).then(
      ([before, after]) => !gone && setSides({ before, after }),
      (error: Error) => !gone && setProblem(error.message),
    )
    box.current?.focus()
    return () => {
      gone = true
    }
  }, [sessionId, file.path, file.oldPath, file.oldBlob, file.newBlob, range.from, range.to, attempt])

  const unshown =
    sides && (sides.before.text === null ? sides.before : sides.after.text === null ? sides.after : null)
  return (
    <section
      ref={box}
      aria-label={`${file.path} in the editor`}
      tabIndex={-1}
      className="absolute inset-0 z-20 flex animate-appear flex-col bg-surface focus:outline-none"
      onKeyDown={(event) => {
        // The editor's own widgets, such as its search, close first.
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        onClose()
      }}
    >
      <header className="flex min-h-11 items-center gap-3 border-line border-b py-1 pr-2 pl-4">
        <h3 className="min-w-0 truncate font-medium font-mono text-code" title={file.path}>
          {file.path}
        </h3>
        <Lines file={file} />
        <span className="min-w-0 flex-1 truncate text-ink-3 text-xs">{describeFile(file).join(', ')}</span>
        <IconButton label="Close the editor" onClick={onClose}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </header>
      {problem ? (
        <div className="p-3">
          <Callout
            tone="bad"
            title="The file could not be loaded"
            action={<Button onClick={() => setAttempt((count) => count + 1)}>Try again</Button>}
          >
            {problem}
          </Callout>
        </div>
      ) : unshown ? (
        <p className="p-4 text-ink-2">{unshown.why}</p>
      ) : (
        sides &&
        (file.oldBlob && file.newBlob ? (
          <Diff path={file.path} before={sides.before.text ?? ''} after={sides.after.text ?? ''} />
        ) : (
          <Whole path={file.path} text={(file.newBlob ? sides.after : sides.before).text ?? ''} />
        ))
      )}
    </section>
  )
}

function Diff({ path, before, after }: { path: string; before: string; after: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return
    applyTheme()
    const language = languageOf(path)
    const original = editor.createModel(before, language)
    const modified = editor.createModel(after, language)
    // In one column the old line numbers do not follow lines that wrap.
    const wrap = place.current.clientWidth < besidePx ? 'off' : 'on'
    const diff = editor.createDiffEditor(place.current, {
      ...reading,
      wordWrap: wrap,
      originalEditable: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: besidePx,
      hideUnchangedRegions: { enabled: true, contextLineCount: 6, minimumLineCount: 8, revealLineCount: 40 },
      renderOverviewRuler: false,
      renderMarginRevertIcon: false,
      diffWordWrap: wrap,
      ariaLabel: `${path}, before and after`,
    })
    diff.setModel({ original, modified })
    const first = diff.onDidUpdateDiff(() => {
      first.dispose()
      diff.revealFirstDiff()
    })
    diff.getModifiedEditor().focus()
    const stopFollowing = followTheme()
    return () => {
      stopFollowing()
      diff.dispose()
      original.dispose()
      modified.dispose()
    }
  }, [path, before, after])
  return <div ref={place} className={frame} />
}

/** A file that is new or gone has only one side. */
function Whole({ path, text }: { path: string; text: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return
    applyTheme()
    const model = editor.createModel(text, languageOf(path))
    const whole = editor.create(place.current, { ...reading, model, ariaLabel: path })
    whole.focus()
    const stopFollowing = followTheme()
    return () => {
      stopFollowing()
      whole.dispose()
      model.dispose()
    }
  }, [path, text])
  return <div ref={place} className={frame} />
}

/** Wide enough for two sides. */
const besidePx = 720
const frame = 'min-h-0 flex-1 [&_.monaco-editor]:font-sans!'
