'use client'
// Adds a project: the sample, a repository on the server's machine, or one by address. What was typed stays when it is refused.
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Radio } from '../ui/checkbox.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { projectPath } from './project-path.ts'
import { nameFromLocation, type SourceKind } from './source-words.ts'

const kinds: { kind: SourceKind; label: string; hint: string }[] = [
  {
    kind: 'sample',
    label: 'The sample',
    hint: 'A small real repository with a bug, a failing test and a missing feature. Needs no model key.',
  },
  {
    kind: 'path',
    label: 'A folder on this server',
    hint: 'A git repository that the server can read. It is copied; your folder is not written to.',
  },
  {
    kind: 'url',
    label: 'A git address',
    hint: 'https, ssh or git@host:path, with the git credentials of the server’s machine.',
  },
]

export function NewProjectForm({ sampleName, start }: { sampleName: string; start: SourceKind }) {
  const router = useRouter()
  const [kind, setKind] = useState<SourceKind>(start)
  const [location, setLocation] = useState('')
  const [name, setName] = useState<string | null>(null)
  const { busy, problem, run } = useAction()
  const suggested = kind === 'sample' ? sampleName : nameFromLocation(location)

  async function add(event: FormEvent) {
    event.preventDefault()
    const source = kind === 'sample' ? { kind } : { kind, location: location.trim() }
    const done = await run(() =>
      callApi<{ id: string; slug: string }>('POST', '/api/projects', {
        name: (name ?? suggested).trim(),
        source,
      }),
    )
    if (done) router.push(projectPath(done.value))
  }
  return (
    <form onSubmit={add} className="flex max-w-[36rem] flex-col gap-5">
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 font-medium">Where it is</legend>
        {kinds.map((one) => (
          <Radio
            key={one.kind}
            name="kind"
            label={one.label}
            hint={one.hint}
            checked={kind === one.kind}
            onChange={() => setKind(one.kind)}
          />
        ))}
      </fieldset>
      {kind === 'path' && (
        <Field label="Folder" hint="The absolute path of its top folder.">
          <Input
            key="path"
            mono
            required
            value={location}
            onChange={(event) => setLocation(event.target.value)}
            placeholder="/home/me/code/billing"
            autoFocus
          />
        </Field>
      )}
      {kind === 'url' && (
        <Field label="Address" hint="Without a password in it: addresses with one are refused.">
          <Input
            key="url"
            mono
            required
            value={location}
            onChange={(event) => setLocation(event.target.value)}
            placeholder="git@example.org:team/billing.git"
            autoFocus
          />
        </Field>
      )}
      <Field label="Name">
        <Input
          required
          maxLength={100}
          value={name ?? suggested}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      {problem && <Callout tone="bad">{problem}</Callout>}
      <div>
        <Button type="submit" variant="primary" busy={busy}>
          Add the project
        </Button>
      </div>
    </form>
  )
}
