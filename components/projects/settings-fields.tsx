'use client'
// The fields of a project's settings, each with what it is for and what its default means.
import type { ReactNode } from 'react'
import { Checkbox } from '../ui/checkbox.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { Textarea } from '../ui/textarea.tsx'
import type { SettingsDraft } from './settings-draft.ts'

type Props = { draft: SettingsDraft; set: (part: Partial<SettingsDraft>) => void; disabled: boolean }

function Group({ title, disabled, children }: { title: string; disabled: boolean; children: ReactNode }) {
  return (
    <fieldset disabled={disabled} className="grid min-w-0 gap-4">
      <legend className="sr-only">{title}</legend>
      {children}
    </fieldset>
  )
}

export function PlaceFields({ draft, set, branches, disabled }: Props & { branches: string[] }) {
  const known =
    branches.includes(draft.targetBranch) || draft.targetBranch === ''
      ? branches
      : [draft.targetBranch, ...branches]
  return (
    <Group title="Name and branch" disabled={disabled}>
      <div className="grid gap-4 md:grid-cols-2">
        <Field label="Name">
          <Input
            required
            maxLength={100}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Field>
        <Field label="Target branch" hint="Sessions start from its head, and signed changes merge into it.">
          {known.length > 0 ? (
            <Select
              value={draft.targetBranch}
              onChange={(event) => set({ targetBranch: event.target.value })}
            >
              {known.map((branch) => (
                <option key={branch}>{branch}</option>
              ))}
            </Select>
          ) : (
            <Input
              mono
              required
              value={draft.targetBranch}
              onChange={(event) => set({ targetBranch: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Group>
  )
}

export function SetupFields({ draft, set, disabled }: Props) {
  return (
    <Group title="Setup" disabled={disabled}>
      <Field
        label="Setup command"
        hint="Prepares a fresh checkout, once, until a key file changes: npm ci, uv sync. Empty: nothing to prepare. A person approves it before it first runs."
      >
        <Input
          mono
          value={draft.setupCommand}
          maxLength={4000}
          placeholder="nothing to prepare"
          onChange={(event) => set({ setupCommand: event.target.value })}
        />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        <Field
          label="Key files"
          hint="When one of these changes, setup runs again and asks again: lock files. One path a line."
        >
          <Textarea
            mono
            rows={2}
            value={draft.keyFiles}
            onChange={(event) => set({ keyFiles: event.target.value })}
          />
        </Field>
        <Field
          label="Output paths"
          hint="What setup creates and git does not track: node_modules, .venv. Kept, and copied into each checkout. One path a line."
        >
          <Textarea
            mono
            rows={2}
            value={draft.outputPaths}
            onChange={(event) => set({ outputPaths: event.target.value })}
          />
        </Field>
        <Field
          label="Allowed hosts"
          hint="What setup may reach, by name: registry.npmjs.org, *.pypi.org:443. Empty: no network. One a line."
        >
          <Textarea
            mono
            rows={2}
            value={draft.allowHosts}
            onChange={(event) => set({ allowHosts: event.target.value })}
          />
        </Field>
        <Field
          label="Environment"
          hint="Plain variables for setup, checks and the agent’s commands, NAME=value, one a line. Secrets have a place of their own below."
        >
          <Textarea mono rows={2} value={draft.env} onChange={(event) => set({ env: event.target.value })} />
        </Field>
      </div>
    </Group>
  )
}

export function LimitFields({ draft, set, disabled }: Props) {
  const number = (
    name: 'fixLimit' | 'requiredSignatures' | 'commandTimeoutSeconds' | 'memoryMb' | 'diskMb',
    label: string,
    min: number,
    max: number,
    hint: string,
  ) => (
    <Field label={label} hint={hint}>
      <Input
        type="number"
        inputMode="numeric"
        required
        min={min}
        max={max}
        value={draft[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  )
  return (
    <Group title="Limits" disabled={disabled}>
      <Field
        label="Must pass afterwards"
        hint="Names of tests or checks that fail on the base and must pass before a signature. What else already fails is ignored. One a line."
      >
        <Textarea
          mono
          rows={2}
          value={draft.mustPass}
          onChange={(event) => set({ mustPass: event.target.value })}
        />
      </Field>
      <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
        {number(
          'fixLimit',
          'Corrections',
          0,
          20,
          'Rounds the agent may correct itself after failed checks. Usual: 3.',
        )}
        {number('requiredSignatures', 'Signatures', 1, 10, 'Distinct people who must sign. Usual: 1.')}
        {number('commandTimeoutSeconds', 'Time limit', 1, 86_400, 'Seconds for one command. Usual: 600.')}
        {number('memoryMb', 'Memory', 128, 1_048_576, 'MB for one command and all it starts. Usual: 4096.')}
        {number(
          'diskMb',
          'Disk',
          64,
          16_777_216,
          'MB that the folder of one session or check may hold. Usual: 16384.',
        )}
      </div>
      <Checkbox
        label="Signatures carry when the target branch moves"
        hint="Off: whenever the branch moved after a signature, people are asked again. On: the new tree is built and checked; if the change stays as it was signed and nobody else touched its files, the signature stands for the new tree, and the session says so with both trees."
        checked={draft.carrySignatures}
        onChange={(event) => set({ carrySignatures: event.target.checked })}
      />
    </Group>
  )
}
