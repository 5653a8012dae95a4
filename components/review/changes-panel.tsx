'use client'
// The change, to be read and decided: files on the left, their hunks on the right, one file in the editor on request.
// Nothing is sent from here but by the buttons of review-actions.tsx; drafts survive a reload.

import { Columns2, Files, Rows2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ChangesAnswer } from '../../lib/review/changes-answer.ts'
import { useScope } from '../session/session-scope.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { buildBlocks } from './build-blocks.ts'
import { BuildProgress } from './build-progress.tsx'
import { chooseScope, listScopes, loosenedPaths } from './choose-range.ts'
import { FileList } from './file-list.tsx'
import type { Layout } from './hunk-lines.tsx'
import { HunkStream, type StreamControl } from './hunk-stream.tsx'
import { groupOf, orderFiles } from './order-files.ts'
import { ReviewStatus } from './review-status.tsx'
import { ScopeMenu } from './scope-menu.tsx'
import { useChanges } from './use-changes.ts'
import { useDecisions } from './use-decisions.ts'
import { useDiffKeys } from './use-diff-keys.ts'
import { type ReviewProps, useReview } from './use-review.ts'
import { useUrl } from './use-url.ts'

const FocusedFile = dynamic(() => import('./focused-file.tsx').then((module) => module.FocusedFile), {
  ssr: false,
})

/** `initial`: the whole change, when the server had it at hand for the first paint. */
export function ChangesPanel({ client, view, initial }: ReviewProps & { initial?: ChangesAnswer }) {
  const { sessionId } = useScope()
  const url = useUrl()
  const review = useReview({ client, view })
  const scopes = useMemo(() => listScopes(view.state, view.story), [view.state, view.story])
  const scope = chooseScope(scopes, url.get('from'), url.get('to'))
  const { changes, problem, retry, fill } = useChanges(sessionId, scope?.range ?? null, initial)
  const loosened = useMemo(
    () => loosenedPaths(view.story, scope?.range.to ?? null),
    [view.story, scope?.range.to],
  )
  const files = useMemo(() => orderFiles(changes?.files ?? [], new Set(loosened.keys())), [changes, loosened])
  const decides = scope?.range.from === review.review?.baseTree && scope?.range.to === review.review?.tree
  const open = review.open && decides

  const [layout, setLayout] = useState<Layout>('unified')
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [listOpen, setListOpen] = useState(false)
  const closed = useMemo(() => {
    const known = new Set(loosened.keys())
    const isClosed = (path: string) => (groupOf(path, known) === 'folded') !== toggled.has(path)
    return new Set(files.map((file) => file.path).filter(isClosed))
  }, [files, loosened, toggled])
  const blocks = useMemo(() => buildBlocks(files, { opened: unfolded, closed }), [files, unfolded, closed])

  const box = useRef<HTMLDivElement>(null)
  const stream = useRef<StreamControl>(null)
  const decisions = useDecisions(files, review, open, stream)
  const openFile = (path: string) => url.set({ file: path }, { push: true })
  const toggleLayout = () => setLayout((now) => (now === 'unified' ? 'split' : 'unified'))
  useDiffKeys(
    box,
    {
      ...decisions.actions,
      decideFile: (decision) => void decisions.actions.decideFile(decision),
      openFile: () => decisions.spot && openFile(decisions.spot.path),
      toggleLayout,
    },
    open,
  )

  // A reader who is nowhere else is in the diff; nobody's field loses its focus.
  const ready = files.length > 0
  useEffect(() => {
    if (ready && document.activeElement === document.body) stream.current?.focus()
  }, [ready])
  const asked = url.get('path')
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the link once, not each time files change
  useEffect(() => {
    if (ready && asked) decisions.selectFile(asked)
  }, [ready, asked])

  const select = useCallback(
    (path: string) => {
      setListOpen(false)
      decisions.selectFile(path)
    },
    [decisions.selectFile],
  )
  const focused = url.get('file')
  const focusedFile = files.find((file) => file.path === focused)
  const list = (
    <FileList
      files={files}
      loosened={loosened}
      selected={decisions.spot?.path ?? null}
      review={review}
      decides={decides}
      onSelect={select}
    />
  )

  if (!scope)
    return (
      <div className="p-4">
        <EmptyState title="No changes yet">
          They appear here as soon as the agent's first turn ends.
        </EmptyState>
      </div>
    )
  return (
    <div ref={box} className="@container relative flex h-full min-h-0 flex-col">
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-1">
        <Button
          size="sm"
          className="@min-[44rem]:hidden"
          icon={<Files aria-hidden="true" className="size-3.5" />}
          onClick={() => setListOpen(true)}
        >
          Files {files.length}
        </Button>
        <ReviewStatus review={review} decides={decides} scope={scope} files={files} />
        <span className="ml-auto flex items-center gap-1">
          <ScopeMenu
            scopes={scopes}
            chosen={scope}
            onChoose={(next) =>
              url.set(
                next.id === 'all' ? { from: null, to: null } : { from: next.range.from, to: next.range.to },
              )
            }
          />
          <IconButton
            label={layout === 'unified' ? 'Show side by side' : 'Show in one column'}
            onClick={toggleLayout}
            className="@max-[44rem]:hidden"
          >
            {layout === 'unified' ? (
              <Columns2 aria-hidden="true" className="size-4" />
            ) : (
              <Rows2 aria-hidden="true" className="size-4" />
            )}
          </IconButton>
        </span>
      </div>
      <BuildProgress view={view} review={review} />
      {problem ? (
        <div className="p-3">
          <Callout
            tone="bad"
            title="The change could not be loaded"
            action={<Button onClick={retry}>Try again</Button>}
          >
            {problem}
          </Callout>
        </div>
      ) : !changes ? (
        <div className="px-4">
          <SkeletonLines lines={8} label="Loading the change" />
        </div>
      ) : files.length === 0 ? (
        <div className="p-4">
          <EmptyState title="Nothing differs">These two trees are the same.</EmptyState>
        </div>
      ) : (
        <div className="flex min-h-0 flex-1">
          <div className="hidden w-60 shrink-0 flex-col border-line border-r @min-[44rem]:flex">{list}</div>
          <HunkStream
            files={files}
            blocks={blocks}
            closed={closed}
            layout={layout}
            review={review}
            decides={decides}
            spot={decisions.spot}
            freshComment={decisions.freshComment}
            control={stream}
            onSpot={decisions.setSpot}
            onDecide={decisions.decideHunk}
            onDecideFile={decisions.decideFile}
            onToggle={(path) => setToggled((now) => flip(now, path))}
            onUnfold={(id) => setUnfolded((now) => flip(now, id))}
            onOpen={openFile}
            onComment={decisions.comment}
            onFill={fill}
          />
        </div>
      )}
      <Dialog open={listOpen} onOpenChange={setListOpen} title="Changed files">
        <div className="-mx-5 -my-4">{list}</div>
      </Dialog>
      {focusedFile && (
        <FocusedFile
          sessionId={sessionId}
          file={focusedFile}
          range={scope.range}
          onClose={() => {
            url.set({ file: null })
            stream.current?.focus()
          }}
        />
      )}
    </div>
  )
}

function flip(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(one)) next.add(one)
  return next
}
