'use client'
// Invitations that nobody has answered, and the form for a new one. The link is shown once: no mail is sent from here.
import { type FormEvent, useState } from 'react'
import type { Role } from '../../lib/protocol/people.ts'
import type { InvitationRow } from '../../lib/queries/list-invitations.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Select } from '../ui/select.tsx'
import { ShownOnce } from '../ui/shown-once.tsx'
import { roleWords } from './role-words.ts'

type Named = { id: string; name: string }

export function Invitations({
  invitations,
  projects,
  mayGive,
}: {
  invitations: InvitationRow[]
  projects: Named[]
  mayGive: Role[]
}) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('engineer')
  const [chosen, setChosen] = useState<string[]>([])
  const [made, setMade] = useState<{ email: string; link: string } | null>(null)
  const { busy, problem, run } = useAction()
  const seesAll = role === 'admin' || role === 'lead'

  async function invite(event: FormEvent) {
    event.preventDefault()
    const body = { email: email.trim(), role, projectIds: seesAll ? [] : chosen }
    const done = await run(() => callApi<{ link: string }>('POST', '/api/invitations', body))
    if (!done) return
    setMade({ email: body.email, link: done.value.link })
    setEmail('')
    setChosen([])
  }
  return (
    <div className="flex flex-col gap-4">
      {invitations.length > 0 && (
        <ul>
          {invitations.map((invitation) => (
            <InvitationLine
              key={invitation.id}
              invitation={invitation}
              mayRevoke={mayGive.includes(invitation.role)}
            />
          ))}
        </ul>
      )}
      {made && (
        <ShownOnce label={`Link for ${made.email}`} value={made.link} onDone={() => setMade(null)}>
          Send this link to {made.email} yourself. It is good for seven days and one account, and is not shown
          again.
        </ShownOnce>
      )}
      <form onSubmit={invite} className="flex flex-col gap-4 border-line border-t pt-3">
        <div className="grid gap-4 md:grid-cols-[minmax(0,1fr)_16rem]">
          <Field label="E-mail">
            <Input
              type="email"
              required
              maxLength={200}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <Field label="Role" hint={roleWords[role].may}>
            <Select value={role} onChange={(event) => setRole(event.target.value as Role)}>
              {mayGive.map((one) => (
                <option key={one} value={one}>
                  {roleWords[one].name}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        {!seesAll && projects.length > 0 && (
          <fieldset>
            <legend className="pb-1 font-medium">Projects</legend>
            <div className="grid gap-x-4 md:grid-cols-3">
              {projects.map((project) => (
                <Checkbox
                  key={project.id}
                  label={project.name}
                  checked={chosen.includes(project.id)}
                  onChange={(event) =>
                    setChosen((now) =>
                      event.target.checked ? [...now, project.id] : now.filter((id) => id !== project.id),
                    )
                  }
                />
              ))}
            </div>
          </fieldset>
        )}
        {problem && (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        )}
        <div>
          <Button type="submit" busy={busy}>
            Make an invitation link
          </Button>
        </div>
      </form>
    </div>
  )
}

function InvitationLine({ invitation, mayRevoke }: { invitation: InvitationRow; mayRevoke: boolean }) {
  const { busy, problem, run } = useAction()
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-line border-t py-1.5">
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{invitation.email}</span>{' '}
        <span className="text-ink-3">
          as {roleWords[invitation.role].name.toLowerCase()}, by {invitation.invitedBy.name},{' '}
          {invitation.expired ? 'expired' : <RelativeTime at={invitation.createdAt} ago />}
        </span>
      </span>
      {mayRevoke && (
        <Button
          size="sm"
          variant="quiet"
          aria-label={`Withdraw the invitation of ${invitation.email}`}
          busy={busy}
          onClick={() => run(() => callApi('DELETE', `/api/invitations/${invitation.id}`))}
        >
          Withdraw
        </Button>
      )}
      {problem && (
        <span role="alert" className="basis-full text-bad">
          {problem}
        </span>
      )}
    </li>
  )
}
