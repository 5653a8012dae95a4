'use client'
// Everyone with an account: role, projects, teams. An admin changes roles and disables accounts.
import { useState } from 'react'
import type { Role } from '../../lib/protocol/people.ts'
import type { PersonRow } from '../../lib/queries/list-people.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmByName } from '../ui/confirm-by-name.tsx'
import { Select } from '../ui/select.tsx'
import { Badge } from '../ui/state.tsx'
import { roleWords } from './role-words.ts'

export function PeopleList({
  people,
  userId,
  mayChange,
}: {
  people: PersonRow[]
  userId: string
  mayChange: boolean
}) {
  const [disabling, setDisabling] = useState<PersonRow | null>(null)
  return (
    <>
      <ul>
        {people.map((person) => (
          <PersonLine
            key={person.id}
            person={person}
            isMe={person.id === userId}
            mayChange={mayChange}
            onDisable={() => setDisabling(person)}
          />
        ))}
      </ul>
      <DisableDialog person={disabling} onClose={() => setDisabling(null)} />
    </>
  )
}

function PersonLine({
  person,
  isMe,
  mayChange,
  onDisable,
}: {
  person: PersonRow
  isMe: boolean
  mayChange: boolean
  onDisable: () => void
}) {
  const { busy, problem, run } = useAction()
  const change = (body: { role?: Role; disabled?: boolean }) =>
    run(() => callApi('PATCH', `/api/people/${person.id}`, body))
  const belongs = [...person.projects, ...person.teams].map((one) => one.name).join(', ')
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-line border-b py-2 first:border-t md:grid-cols-[15rem_minmax(0,1fr)_auto]">
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{person.name}</span>
          {isMe && <Badge>you</Badge>}
          {person.disabledAt && <Badge tone="bad">disabled</Badge>}
        </span>
        <span className="block truncate text-ink-3">{person.email}</span>
      </span>
      <span className="min-w-0 truncate text-ink-2 max-md:order-last max-md:col-span-2" title={belongs}>
        {belongs || (person.role === 'admin' || person.role === 'lead' ? 'all projects' : 'no projects yet')}
      </span>
      <span className="flex items-center justify-end gap-2">
        {mayChange && !isMe ? (
          <>
            <Select
              aria-label={`Role of ${person.name}`}
              value={person.role}
              disabled={busy}
              onChange={(event) => void change({ role: event.target.value as Role })}
            >
              {(Object.keys(roleWords) as Role[]).map((role) => (
                <option key={role} value={role}>
                  {roleWords[role].name}
                </option>
              ))}
            </Select>
            {person.disabledAt ? (
              <Button size="sm" variant="quiet" busy={busy} onClick={() => change({ disabled: false })}>
                Enable
              </Button>
            ) : (
              <Button size="sm" variant="quiet" onClick={onDisable}>
                Disable
              </Button>
            )}
          </>
        ) : (
          <span className="text-ink-2">{roleWords[person.role].name}</span>
        )}
      </span>
      {problem && (
        <p role="alert" className="col-span-full text-bad">
          {problem}
        </p>
      )}
    </li>
  )
}

function DisableDialog({ person, onClose }: { person: PersonRow | null; onClose: () => void }) {
  const { run } = useAction()
  return (
    <ConfirmByName
      open={person !== null}
      onOpenChange={(open) => !open && onClose()}
      title="Disable this account"
      consequence="The person is signed out everywhere, and their tokens stop working. What they decided and signed stays."
      name={person?.name ?? ''}
      action="Disable the account"
      onConfirm={async () => {
        const answer = await callApi('PATCH', `/api/people/${person!.id}`, { disabled: true })
        if (!answer.ok) return answer.message
        await run(async () => answer)
        return null
      }}
    />
  )
}
