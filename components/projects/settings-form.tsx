'use client'
// A project's settings in plain fields, with what the repository suggests, and the trial that proves them.
import { useState } from 'react'
import type { SuggestedSettings } from '../../lib/domain/suggest-settings.ts'
import type { ProjectPage } from '../../lib/queries/load-project.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { toast } from '../ui/toast.tsx'
import { useKeys } from '../ui/use-keys.ts'
import { ChecksEditor } from './checks-editor.tsx'
import { isSame, type SettingsDraft, toChange, toDraft, withSuggestion } from './settings-draft.ts'
import { LimitFields, PlaceFields, SetupFields } from './settings-fields.tsx'
import { SuggestionNote } from './suggestion-note.tsx'
import { TryPanel } from './try-panel.tsx'

export function SettingsForm({
  project,
  branches,
  suggestion,
  mayConfigure,
  mayTry,
}: {
  project: ProjectPage
  branches: string[]
  suggestion: SuggestedSettings | null
  mayConfigure: boolean
  mayTry: boolean
}) {
  const stored = toDraft(project)
  const [draft, setDraft] = useState<SettingsDraft>(stored)
  const [flaw, setFlaw] = useState<string | null>(null)
  const { busy, problem, run } = useAction()
  const changed = !isSame(draft, stored)
  const untried = project.jobs.try === null
  const suggests = suggestion && mayConfigure && !isSame(withSuggestion(draft, suggestion), draft)

  /** True when the server holds what the form shows. */
  async function save(): Promise<boolean> {
    const read = toChange(draft)
    setFlaw('problem' in read ? read.problem : null)
    if ('problem' in read) return false
    if (!changed) return true
    const done = await run(() => callApi('PATCH', `/api/projects/${project.id}`, read.change))
    if (done) toast('Settings saved')
    return done !== null
  }
  useKeys(
    mayConfigure
      ? [{ keys: '$mod+s', label: 'Save the settings', everywhere: true, run: () => void save() }]
      : [],
  )
  const set = (part: Partial<SettingsDraft>) => setDraft((now) => ({ ...now, ...part }))

  return (
    <div className="flex flex-col gap-8">
      {suggestion && mayConfigure && (untried || suggests) && (
        <SuggestionNote
          suggestion={suggestion}
          filled={!suggests}
          onUse={() => setDraft(withSuggestion(draft, suggestion))}
        />
      )}
      <form
        className="flex flex-col gap-8"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <PlaceFields draft={draft} set={set} branches={branches} disabled={!mayConfigure} />
        <SetupFields draft={draft} set={set} disabled={!mayConfigure} />
        <ChecksEditor checks={draft.checks} onChange={(checks) => set({ checks })} disabled={!mayConfigure} />
        <LimitFields draft={draft} set={set} disabled={!mayConfigure} />
        {(flaw ?? problem) && <Callout tone="bad">{flaw ?? problem}</Callout>}
        {mayConfigure && (
          <div className="flex items-center gap-2">
            <Button type="submit" variant={changed ? 'primary' : 'plain'} busy={busy} disabled={!changed}>
              Save the settings
            </Button>
            {changed && (
              <Button variant="quiet" onClick={() => setDraft(stored)}>
                Undo the changes
              </Button>
            )}
          </div>
        )}
      </form>
      <TryPanel
        projectId={project.id}
        branch={project.targetBranch}
        setupCommand={draft.setupCommand.trim()}
        last={project.jobs.try}
        mayTry={mayTry}
        unsaved={changed}
        save={mayConfigure ? save : null}
        onOutputPath={
          mayConfigure
            ? (path) => set({ outputPaths: [draft.outputPaths.trim(), path].filter(Boolean).join('\n') })
            : null
        }
        outputPaths={draft.outputPaths}
      />
    </div>
  )
}
