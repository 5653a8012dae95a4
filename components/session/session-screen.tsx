'use client'
// The whole page of one session: header, story on the left, work on the right (a sheet on phones), composer below.
import { type ReactNode, useEffect, useState } from 'react'
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels'
import { waitsFor } from '../../lib/domain/session-state.ts'
import type { AskView, Story } from '../../lib/domain/story.ts'
import { ReviewActions } from '../review/review-actions.tsx'
import { SignatureScreen } from '../review/signature-screen.tsx'
import { Button } from '../ui/button.tsx'
import { Composer } from './composer.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { DecidingBlock } from './deciding/deciding-block.tsx'
import { documentTitle } from './describe-state.ts'
import { PlanDraftProvider } from './plan-draft.tsx'
import { SessionHeader } from './session-header.tsx'
import { useScope, useView } from './session-scope.tsx'
import { StoryPane } from './story/story-pane.tsx'
import { usePhone } from './use-phone.ts'
import { keepNumber, readNumber } from './use-stored.ts'
import { closePlace, openPlace, useWorkPlace } from './use-work-place.ts'
import { WorkPane } from './work/work-pane.tsx'
import { WorkSheet } from './work/work-sheet.tsx'
import { workTabs } from './work-location.ts'

export function SessionScreen() {
  return (
    <PlanDraftProvider>
      <Screen />
    </PlanDraftProvider>
  )
}

function Screen() {
  const { client, reader } = useScope()
  const view = useView()
  const phone = usePhone()
  const { chosen, tab, selected } = useWorkPlace(view.state)
  const title = documentTitle(view.state, reader.mayDecide)
  // On a phone what waits has the room; the composer comes back on request.
  const [writing, setWriting] = useState(false)
  const composing = !phone || writing || waitsFor(view.state) === null
  const inChanges = tab === 'changes'
  const actions = inChanges && <ReviewActions client={client} view={view} />
  const signature = lastSignature(view.story)
  const sheetOpen = phone && chosen !== null && chosen !== 'signature'
  return (
    <main className="flex h-[calc(100dvh-var(--bar)-env(safe-area-inset-bottom))] min-h-0 flex-col overflow-hidden md:h-dvh">
      <title>{title}</title>
      <SessionHeader view={view} actions={phone ? null : actions} />
      {phone ? (
        <div className="min-h-0 flex-1">
          <StoryPane view={view} reviewOpen={false} />
          <WorkSheet
            open={sheetOpen}
            onClose={closePlace}
            footer={
              inChanges ? (
                <div className="flex flex-wrap items-center gap-2 px-4 py-2">{actions}</div>
              ) : (
                <DecidingBlock view={view} reviewOpen={false} />
              )
            }
          >
            <WorkPane view={view} tab={tab} selected={selected} />
          </WorkSheet>
        </div>
      ) : (
        <Panes
          story={<StoryPane view={view} reviewOpen={inChanges} />}
          work={<WorkPane view={view} tab={tab} selected={selected} />}
        />
      )}
      {chosen === 'signature' && signature && <SignatureScreen client={client} view={view} ask={signature} />}
      <ConnectionLine view={view} />
      <footer className="shrink-0 border-line border-t bg-canvas">
        {phone && <PhoneBar onWrite={reader.mayWrite && !composing ? () => setWriting(true) : null} />}
        {reader.mayWrite && composing && <Composer state={view.state} />}
      </footer>
    </main>
  )
}

function PhoneBar({ onWrite }: { onWrite: (() => void) | null }) {
  return (
    <nav aria-label="Work" className="flex gap-1 overflow-x-auto px-2 py-1">
      {workTabs.map((one) => (
        <Button
          key={one}
          variant="quiet"
          className="flex-1 capitalize"
          onClick={() => openPlace({ tab: one })}
        >
          {one}
        </Button>
      ))}
      {onWrite && (
        <Button variant="quiet" className="flex-1" onClick={onWrite}>
          Message
        </Button>
      )}
    </nav>
  )
}

/** The newest that was asked for: open, or as it was decided. */
function lastSignature(story: Story): AskView | null {
  const item = story.items.findLast((one) => one.kind === 'ask' && one.ask.subject.kind === 'signature')
  return item?.kind === 'ask' ? item.ask : null
}

const widthKey = 'countersign.story-width'

function Panes({ story, work }: { story: ReactNode; work: ReactNode }) {
  const panel = usePanelRef()
  useEffect(() => {
    const kept = readNumber(widthKey)
    if (kept !== null) panel.current?.resize(kept)
  }, [panel])
  return (
    <Group orientation="horizontal" className="min-h-0 flex-1">
      <Panel
        id="story"
        panelRef={panel}
        defaultSize={420}
        minSize={320}
        maxSize="60%"
        groupResizeBehavior="preserve-pixel-size"
        onResize={(size, _, before) => before && keepNumber(widthKey, size.inPixels)}
      >
        {story}
      </Panel>
      <Separator
        aria-label="Resize the story"
        className="w-px bg-line data-[separator=active]:bg-accent data-[separator=hover]:bg-line-strong"
      />
      <Panel id="work" minSize={360} className="max-md:hidden">
        {work}
      </Panel>
    </Group>
  )
}
