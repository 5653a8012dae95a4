'use client'
// Who belongs to a project: people one by one, and whole teams. Leads and admins see every project anyway.
import { useState } from 'react'
import type { Role } from '../../lib/protocol/people.ts'
import { roleWords } from '../people/role-words.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'

type Named = { id: string; name: string }
type Member = Named & { email: string; role: string }

export function ProjectPeople({
  projectId,
  members,
  teams,
  people,
  allTeams,
  mayShare,
}: {
  projectId: string
  members: Member[]
  teams: Named[]
  people: Member[]
  allTeams: Named[]
  mayShare: boolean
}) {
  const outside = people.filter((person) => !members.some((member) => member.id === person.id))
  const otherTeams = allTeams.filter((team) => !teams.some((one) => one.id === team.id))
  return (
    <div className="flex flex-col gap-8">
      <Section title="Members">
        <p className="pb-2 text-ink-3 text-xs">
          Leads and admins see every project; they need not be members.
        </p>
        <Rows
          rows={members.map((member) => ({
            id: member.id,
            name: member.name,
            detail: `${member.email} · ${roleWords[member.role as Role]?.name ?? member.role}`,
          }))}
          none="No members of its own."
          pathOf={(id) => `/api/projects/${projectId}/members/${id}`}
          mayShare={mayShare}
        />
        {mayShare && (
          <Adder
            label="Person to add"
            action="Add to the project"
            choices={outside}
            pathOf={(id) => `/api/projects/${projectId}/members/${id}`}
          />
        )}
      </Section>
      <Section title="Teams">
        <Rows
          rows={teams.map((team) => ({ ...team, detail: 'everyone in it' }))}
          none="No team."
          pathOf={(id) => `/api/projects/${projectId}/teams/${id}`}
          mayShare={mayShare}
        />
        {mayShare && (
          <Adder
            label="Team to add"
            action="Add the team"
            choices={otherTeams}
            pathOf={(id) => `/api/projects/${projectId}/teams/${id}`}
          />
        )}
      </Section>
    </div>
  )
}

function Rows({
  rows,
  none,
  pathOf,
  mayShare,
}: {
  rows: (Named & { detail: string })[]
  none: string
  pathOf: (id: string) => string
  mayShare: boolean
}) {
  const { busy, problem, run } = useAction()
  const [leaving, setLeaving] = useState<string | null>(null)
  if (rows.length === 0) return <p className="border-line border-t py-2 text-ink-3">{none}</p>
  return (
    <>
      <ul>
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-3 border-line border-t py-1.5">
            <span className="min-w-0 flex-1 truncate">
              <span className="font-medium">{row.name}</span> <span className="text-ink-3">{row.detail}</span>
            </span>
            {mayShare && (
              <Button
                size="sm"
                variant="quiet"
                aria-label={`Remove ${row.name} from the project`}
                busy={busy && leaving === row.id}
                onClick={() => {
                  setLeaving(row.id)
                  void run(() => callApi('DELETE', pathOf(row.id)))
                }}
              >
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      {problem && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
    </>
  )
}

function Adder({
  label,
  action,
  choices,
  pathOf,
}: {
  label: string
  action: string
  choices: Named[]
  pathOf: (id: string) => string
}) {
  const [chosen, setChosen] = useState('')
  const { busy, problem, run } = useAction()
  if (choices.length === 0) return null
  return (
    <form
      className="flex flex-wrap items-center gap-2 border-line border-t pt-2"
      onSubmit={async (event) => {
        event.preventDefault()
        if (await run(() => callApi('PUT', pathOf(chosen)))) setChosen('')
      }}
    >
      <Select
        aria-label={label}
        className="min-w-52"
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
      >
        <option value="">Choose</option>
        {choices.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </Select>
      <Button type="submit" busy={busy} disabled={chosen === ''} className="h-8!">
        {action}
      </Button>
      {problem && (
        <span role="alert" className="text-bad">
          {problem}
        </span>
      )}
    </form>
  )
}
