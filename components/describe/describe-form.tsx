'use client'
// Describes a state that a person wants and starts the session for it. The draft is kept until the server has taken it.
import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import type { Check } from '../../lib/protocol/values.ts'
import { sendCommand } from '../../lib/realtime/session-client.ts'
import { projectPath } from '../projects/project-path.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { useKeys } from '../ui/use-keys.ts'
import { BaseLine } from './base-line.tsx'
import { ChecksChoice, ModeChoice } from './choices.tsx'
import { MentionField } from './mention-field.tsx'
import { mentionsIn } from './mentions.ts'
import { keyOf, type ModelOption, scriptedChoice } from './model-options.ts'
import { type SuggestedState, SuggestedStates } from './suggested-states.tsx'
import { useDraft } from './use-draft.ts'

type Project = { id: string; slug: string; name: string; targetBranch: string; checks: Check[] }

export function DescribeForm({
  project,
  projects,
  branches,
  models,
  suggested,
  mayFetch,
}: {
  project: Project
  projects: { id: string; slug: string; name: string }[]
  branches: string[]
  models: ModelOption[]
  suggested: readonly SuggestedState[]
  mayFetch: boolean
}) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const { draft, change, forget } = useDraft(project.id)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const branch = draft.branch && branches.includes(draft.branch) ? draft.branch : project.targetBranch
  const model = models.find((option) => option.key === draft.model) ?? models[0]
  const scenario =
    suggested.find((state) => model?.key === keyOf(scriptedChoice(state.scenario)))?.scenario ?? null

  async function start(event?: FormEvent) {
    event?.preventDefault()
    if (busy || !model || !form.current?.reportValidity()) return
    setBusy(true)
    setProblem(null)
    const kept = project.checks.filter((check) => !draft.without.includes(check.id))
    const answer = await sendCommand({
      type: 'session.create',
      data: {
        projectId: project.id,
        desiredState: draft.text.trim(),
        mentions: mentionsIn(draft.text),
        mode: draft.mode,
        targetBranch: branch,
        ...(kept.length < project.checks.length && { checkIds: kept.map((check) => check.id) }),
        model: model.choice,
      },
    })
    if (!answer.ok) {
      setBusy(false)
      setProblem(answer.message)
      return
    }
    forget()
    router.push(`/sessions/${answer.sessionId}`)
  }
  useKeys([{ keys: '$mod+Enter', label: 'Start the session', everywhere: true, run: () => void start() }])

  return (
    <form ref={form} onSubmit={start} className="flex flex-col gap-6">
      {projects.length > 1 && (
        <Field label="Project" className="max-w-[24rem]">
          <Select
            value={project.id}
            onChange={(event) => {
              const next = projects.find((one) => one.id === event.target.value)
              if (next) router.push(projectPath(next, 'new'))
            }}
          >
            {projects.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {suggested.length > 0 && (
        <SuggestedStates
          states={suggested}
          chosen={
            suggested.find((state) => state.scenario === scenario && state.text === draft.text)?.scenario ??
            null
          }
          onChoose={(state) =>
            change({
              text: state.text,
              // A person who has a real model wants it to do the work.
              ...(model?.choice.provider === 'scripted' && { model: keyOf(scriptedChoice(state.scenario)) }),
            })
          }
        />
      )}
      <Field
        label="Desired state"
        hint="What should be true afterwards, and how one would notice. @ names a file."
      >
        <MentionField
          projectId={project.id}
          branch={branch}
          value={draft.text}
          onChange={(text) => change({ text })}
          placeholder="A charge with an expired card fails before it reaches the gateway, with the error card_expired."
        />
      </Field>
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
        <ModeChoice mode={draft.mode} onChange={(mode) => change({ mode })} />
        <ChecksChoice
          checks={project.checks}
          without={draft.without}
          onChange={(without) => change({ without })}
          settingsHref={projectPath(project, 'settings')}
        />
        <div className="flex min-w-0 flex-col gap-1">
          <Field
            label="Base branch"
            hint="The session starts from its head; the signed change merges into it."
          >
            <Select value={branch} onChange={(event) => change({ branch: event.target.value })}>
              {(branches.includes(branch) ? branches : [branch, ...branches]).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          </Field>
          {mayFetch && <BaseLine projectId={project.id} />}
        </div>
        {models.length > 0 && (
          <Field
            label="Model"
            hint={
              model?.choice.provider === 'scripted'
                ? 'A script, not a model: it plays what it is named for, whatever is written above.'
                : undefined
            }
          >
            <Select value={model?.key} onChange={(event) => change({ model: event.target.value })}>
              {models.map((option) => (
                <option key={option.key} value={option.key}>
                  {option.label}
                </option>
              ))}
            </Select>
          </Field>
        )}
      </div>
      {models.length === 0 && (
        <Callout
          tone="waits"
          title="No model is configured"
          action={<ButtonLink href="/settings">Set a model</ButtonLink>}
        >
          The scripted model plays the sample project only. What you wrote is kept here.
        </Callout>
      )}
      {problem && <Callout tone="bad">{problem}</Callout>}
      <div className="flex items-center gap-2 max-md:sticky max-md:bottom-[calc(var(--bar)+env(safe-area-inset-bottom))] max-md:-mx-4 max-md:border-line max-md:border-t max-md:bg-canvas max-md:p-4">
        <Button
          type="submit"
          variant="primary"
          keys="$mod+Enter"
          busy={busy}
          disabled={!model}
          className="max-md:flex-1"
        >
          {draft.mode === 'plan' ? 'Ask for a plan' : 'Start the work'}
        </Button>
        {draft.text !== '' && (
          <Button variant="quiet" onClick={forget}>
            Clear
          </Button>
        )}
      </div>
    </form>
  )
}
