'use client'
// Filters of the list. The address is their only store: each change leads to a new one, typing replaces it after a moment.
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import type { SessionStateFilter } from '../../lib/protocol/api.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Input } from '../ui/input.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Select } from '../ui/select.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { useKeys } from '../ui/use-keys.ts'
import { isNarrowed, type ShownFilters, sessionsPath, stateNames } from './filter-words.ts'

type Named = { id: string; name: string }
const typingMs = 250

export function SessionFilterBar({
  filters,
  projects,
  people,
  userId,
}: {
  filters: ShownFilters
  projects: Named[]
  people: Named[]
  userId: string
}) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [typed, setTyped] = useState(filters.q ?? '')
  const search = useRef<HTMLInputElement>(null)
  const sent = useRef(filters.q ?? '')

  // An address that changed by other means (back, a link) wins over what is in the field.
  useEffect(() => {
    if ((filters.q ?? '') === sent.current) return
    sent.current = filters.q ?? ''
    setTyped(sent.current)
  }, [filters.q])

  useEffect(() => {
    if (typed.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed.trim()
      startTransition(() => router.replace(sessionsPath({ ...filters, q: typed }), { scroll: false }))
    }, typingMs)
    return () => clearTimeout(timer)
  }, [typed, filters, router])

  const choose = (change: ShownFilters) =>
    startTransition(() => router.push(sessionsPath({ ...filters, q: typed, ...change }), { scroll: false }))

  useKeys([
    { keys: '/', label: 'Search in titles and desired states', run: () => search.current?.focus() },
    { label: 'Show only what waits', run: () => choose({ state: 'waiting' }) },
    { label: 'Show only my sessions', run: () => choose({ person: 'me' }) },
    { label: 'Show all sessions', run: () => router.push('/sessions') },
  ])
  return (
    <search className="flex flex-wrap items-center gap-2">
      <span className="relative min-w-52 flex-1 max-md:basis-full">
        <Input
          ref={search}
          type="search"
          aria-label="Search in titles and desired states"
          placeholder="Search in titles and desired states"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-ink-3">
          {pending ? <Spinner label="Searching" /> : typed === '' ? <Kbd keys="/" /> : null}
        </span>
      </span>
      <Select
        aria-label="State"
        className="max-md:flex-1"
        value={filters.state ?? ''}
        onChange={(event) => choose({ state: event.target.value })}
      >
        <option value="">Any state</option>
        {(Object.keys(stateNames) as SessionStateFilter[]).map((state) => (
          <option key={state} value={state}>
            {stateNames[state]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Project"
        className="max-md:flex-1 md:max-w-44"
        value={filters.project ?? ''}
        onChange={(event) => choose({ project: event.target.value })}
      >
        <option value="">All projects</option>
        {projects.map((project) => (
          <option key={project.id} value={project.id}>
            {project.name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Person"
        className="max-md:flex-1 md:max-w-44"
        value={filters.person === userId ? 'me' : (filters.person ?? '')}
        onChange={(event) => choose({ person: event.target.value })}
      >
        <option value="">Everyone</option>
        <option value="me">Me</option>
        {people
          .filter((person) => person.id !== userId)
          .map((person) => (
            <option key={person.id} value={person.id}>
              {person.name}
            </option>
          ))}
      </Select>
      <span className="flex items-center gap-1 text-ink-3">
        <DayInput label="From" value={filters.from} onChange={(from) => choose({ from })} />
        –
        <DayInput label="Until" value={filters.to} onChange={(to) => choose({ to })} />
      </span>
      {isNarrowed(filters) && (
        <ButtonLink href="/sessions" variant="quiet">
          Clear
        </ButtonLink>
      )}
    </search>
  )
}

function DayInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (day: string) => void
}) {
  return (
    <Input
      type="date"
      aria-label={label}
      title={`${label} this day (UTC)`}
      className="w-32! text-ink-2 max-md:w-36!"
      value={value?.slice(0, 10) ?? ''}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
