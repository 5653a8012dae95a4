'use client'
// Secrets by name: stored encrypted, given to setup, checks and commands as variables, never shown again.
import { type FormEvent, useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmByName } from '../ui/confirm-by-name.tsx'
import { Input } from '../ui/input.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Section } from '../ui/section.tsx'
import { toast } from '../ui/toast.tsx'

export function Secrets({
  projectId,
  secrets,
}: {
  projectId: string
  secrets: { name: string; updatedAt: string }[]
}) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [removing, setRemoving] = useState<string | null>(null)
  const { busy, problem, run } = useAction()
  const path = (secret: string) => `/api/projects/${projectId}/secrets/${encodeURIComponent(secret)}`

  async function store(event: FormEvent) {
    event.preventDefault()
    if (!(await run(() => callApi('PUT', path(name.trim()), { value })))) return
    toast(`${name.trim()} stored`)
    setName('')
    setValue('')
  }
  async function remove(secret: string): Promise<string | null> {
    const answer = await callApi('DELETE', path(secret))
    if (!answer.ok) return answer.message
    await run(async () => answer)
    return null
  }
  return (
    <Section title="Secrets">
      <p className="measure pb-2 text-ink-3 text-xs">
        Stored encrypted and never shown again. Setup, checks and the agent’s commands get them as environment
        variables; the log never holds them.
      </p>
      <ul>
        {secrets.map((secret) => (
          <li key={secret.name} className="flex items-center gap-3 border-line border-t py-1.5">
            <code className="min-w-0 flex-1 truncate text-code">{secret.name}</code>
            <span className="text-ink-3">
              set <RelativeTime at={secret.updatedAt} ago />
            </span>
            <Button size="sm" variant="quiet" onClick={() => setName(secret.name)}>
              Replace
            </Button>
            <Button size="sm" variant="quiet" onClick={() => setRemoving(secret.name)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <form
        onSubmit={store}
        className="grid gap-2 border-line border-t pt-2 md:grid-cols-[14rem_minmax(0,1fr)_auto]"
      >
        <Input
          mono
          aria-label="Name of the secret"
          required
          pattern="[A-Za-z_][A-Za-z0-9_]{0,99}"
          title="Letters, digits and underscores"
          placeholder="NPM_TOKEN"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Input
          mono
          type="password"
          aria-label="Value of the secret"
          required
          autoComplete="new-password"
          placeholder="value"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <Button type="submit" busy={busy} className="h-8!">
          Store the secret
        </Button>
      </form>
      {problem && (
        <p role="alert" className="pt-1 text-bad">
          {problem}
        </p>
      )}
      <ConfirmByName
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title="Remove this secret"
        consequence="Commands that need it will fail until it is stored again."
        name={removing ?? ''}
        action="Remove the secret"
        onConfirm={() => remove(removing!)}
      />
    </Section>
  )
}
