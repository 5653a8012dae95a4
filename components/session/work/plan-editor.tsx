'use client'
// Editing a plan before approving it: the words of each step, their order, adding and removing. Approving is in the deciding block.
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import type { PlanStep } from '../../../lib/protocol/values.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type PlanDraft, problemOfPlan } from '../plan-draft.tsx'
import { addStep, changeStep, linesOf, moveStep, removeStep, textOf } from './edit-steps.ts'

export function PlanEditor({
  draft,
  onChange,
  onDiscard,
}: {
  draft: PlanDraft
  onChange: (draft: PlanDraft) => void
  onDiscard: () => void
}) {
  const setSteps = (steps: PlanStep[]) => onChange({ ...draft, steps })
  const problem = problemOfPlan(draft)
  return (
    <form
      aria-label="Edit the plan"
      className="flex flex-col gap-4"
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="flex items-center justify-between gap-3">
        <p className="text-ink-2">
          Your edit is kept here until you approve the plan as edited, or discard it.
        </p>
        <Button onClick={onDiscard}>Discard the edit</Button>
      </div>
      <Field label="Summary">
        <Textarea
          rows={2}
          value={draft.summary}
          onChange={(event) => onChange({ ...draft, summary: event.target.value })}
        />
      </Field>
      <ol className="flex flex-col">
        {draft.steps.map((step, index) => (
          <StepFields
            key={step.id}
            step={step}
            number={index + 1}
            last={index === draft.steps.length - 1}
            onChange={(change) => setSteps(changeStep(draft.steps, step.id, change))}
            onMove={(by) => setSteps(moveStep(draft.steps, step.id, by))}
            onRemove={() => setSteps(removeStep(draft.steps, step.id))}
          />
        ))}
      </ol>
      <div className="flex items-center gap-3">
        <Button
          icon={<Plus aria-hidden="true" className="size-3.5" />}
          onClick={() => setSteps(addStep(draft.steps))}
        >
          Add a step
        </Button>
        {problem && (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        )}
      </div>
    </form>
  )
}

function StepFields({
  step,
  number,
  last,
  onChange,
  onMove,
  onRemove,
}: {
  step: PlanStep
  number: number
  last: boolean
  onChange: (change: Partial<PlanStep>) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}) {
  return (
    <li className="flex flex-col gap-2 border-line border-t py-3">
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">Step {number}</legend>
        <div className="flex items-end gap-1">
          <Field label={`Step ${number}`} className="flex-1">
            <Input value={step.title} onChange={(event) => onChange({ title: event.target.value })} />
          </Field>
          <IconButton label={`Move step ${number} up`} disabled={number === 1} onClick={() => onMove(-1)}>
            <ArrowUp aria-hidden="true" className="size-4" />
          </IconButton>
          <IconButton label={`Move step ${number} down`} disabled={last} onClick={() => onMove(1)}>
            <ArrowDown aria-hidden="true" className="size-4" />
          </IconButton>
          <IconButton label={`Remove step ${number}`} onClick={onRemove}>
            <Trash2 aria-hidden="true" className="size-4" />
          </IconButton>
        </div>
        <Field label="Detail">
          <Textarea
            rows={2}
            value={step.detail}
            onChange={(event) => onChange({ detail: event.target.value })}
          />
        </Field>
        <div className="grid gap-2 md:grid-cols-2">
          <Field label="Files" hint="One a line. Empty: not stated.">
            <Textarea
              mono
              rows={2}
              value={textOf(step.paths)}
              onChange={(event) => onChange({ paths: linesOf(event.target.value) })}
            />
          </Field>
          <Field label="Commands" hint="One a line. Empty: not stated.">
            <Textarea
              mono
              rows={2}
              value={textOf(step.commands)}
              onChange={(event) => onChange({ commands: linesOf(event.target.value) })}
            />
          </Field>
        </div>
      </fieldset>
    </li>
  )
}
