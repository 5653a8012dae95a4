'use client'
// Teams: a name for people who work on the same projects. A team is given projects on each project's page.
import { type FormEvent, useState } from 'react'
import type { TeamRow } from '../../lib/queries/list-teams.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmByName } from '../ui/confirm-by-name.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'

type Named = { id: string; name: string }

export function Teams({
  teams,
  people,
  mayChange,
}: {
  teams: TeamRow[]
  people: Named[]
  mayChange: boolean
}) {
  const [name, setName] = useState('')
  const { busy, problem, run } = useAction()
  async function add(event: FormEvent) {
    event.preventDefault()
    if (await run(() => callApi('POST', '/api/teams', { name: name.trim() }))) setName('')
  }
  return (
    <>
      {teams.length === 0 && <p className="border-line border-t py-2 text-ink-3">No teams.</p>}
      <ul>
        {teams.map((team) => (
          <TeamLine key={team.id} team={team} people={people} mayChange={mayChange} />
        ))}
      </ul>
      {mayChange && (
        <form onSubmit={add} className="flex flex-wrap gap-2 border-line border-t pt-2">
          <Input
            aria-label="Name of the new team"
            placeholder="Name of a new team"
            className="w-56!"
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" busy={busy} className="h-8!">
            Add the team
          </Button>
          {problem && (
            <span role="alert" className="self-center text-bad">
              {problem}
            </span>
          )}
        </form>
      )}
    </>
  )
}

function TeamLine({ team, people, mayChange }: { team: TeamRow; people: Named[]; mayChange: boolean }) {
  const [removing, setRemoving] = useState(false)
  const { busy, problem, run } = useAction()
  const outside = people.filter((person) => !team.members.some((member) => member.id === person.id))
  const member = (id: string) => `/api/teams/${team.id}/members/${id}`
  return (
    <li className="grid gap-x-4 gap-y-1 border-line border-t py-2 md:grid-cols-[10rem_minmax(0,1fr)_auto]">
      <span className="min-w-0">
        <span className="font-medium">{team.name}</span>
        <span className="block truncate text-ink-3">
          {team.projects.map((project) => project.name).join(', ') || 'no projects'}
        </span>
      </span>
      <span className="flex flex-wrap items-center gap-1.5">
        {team.members.map((person) => (
          <span
            key={person.id}
            className="inline-flex items-center gap-1 rounded-full bg-sunken py-0.5 pr-1 pl-2"
          >
            {person.name}
            {mayChange && (
              <button
                type="button"
                aria-label={`Remove ${person.name} from ${team.name}`}
                className="rounded-full px-1 text-ink-3 hover:text-bad"
                onClick={() => run(() => callApi('DELETE', member(person.id)))}
              >
                ×
              </button>
            )}
          </span>
        ))}
        {team.members.length === 0 && <span className="text-ink-3">nobody yet</span>}
        {mayChange && outside.length > 0 && (
          <Select
            aria-label={`Add a person to ${team.name}`}
            value=""
            disabled={busy}
            onChange={(event) => void run(() => callApi('PUT', member(event.target.value)))}
          >
            <option value="">Add a person</option>
            {outside.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </Select>
        )}
      </span>
      {mayChange && (
        <Button size="sm" variant="quiet" onClick={() => setRemoving(true)}>
          Remove
        </Button>
      )}
      {problem && (
        <p role="alert" className="col-span-full text-bad">
          {problem}
        </p>
      )}
      <ConfirmByName
        open={removing}
        onOpenChange={setRemoving}
        title="Remove this team"
        consequence="Its people lose the projects that they have only through it."
        name={team.name}
        action="Remove the team"
        onConfirm={async () => {
          const answer = await callApi('DELETE', `/api/teams/${team.id}`)
          if (!answer.ok) return answer.message
          await run(async () => answer)
          return null
        }}
      />
    </li>
  )
}
