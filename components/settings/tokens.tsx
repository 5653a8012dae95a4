'use client'
// A person's API tokens. Deciding is a scope of its own and off unless asked for.
import { type FormEvent, useState } from 'react'
import type { Scope } from '../../lib/protocol/people.ts'
import type { TokenRow } from '../../lib/queries/list-tokens.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ConfirmByName } from '../ui/confirm-by-name.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Select } from '../ui/select.tsx'
import { ShownOnce } from '../ui/shown-once.tsx'

const scopeWords: Record<Scope, { label: string; hint: string }> = {
  read: { label: 'Read', hint: 'sessions, projects, logs' },
  write: { label: 'Write', hint: 'start sessions, send messages, stop and retry' },
  decide: {
    label: 'Decide',
    hint: 'approve, review, sign, configure projects; every screen then says that a token did it',
  },
}
const days = { '': 'Never ends', 7: '7 days', 30: '30 days', 90: '90 days', 365: 'A year' }

export function Tokens({ tokens }: { tokens: TokenRow[] }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<Scope[]>(['read', 'write'])
  const [goodFor, setGoodFor] = useState('90')
  const [made, setMade] = useState<{ name: string; token: string } | null>(null)
  const [revoking, setRevoking] = useState<TokenRow | null>(null)
  const { busy, problem, run } = useAction()

  async function make(event: FormEvent) {
    event.preventDefault()
    const body = { name: name.trim(), scopes, ...(goodFor && { expiresInDays: Number(goodFor) }) }
    const done = await run(() => callApi<{ token: string }>('POST', '/api/tokens', body))
    if (!done) return
    setMade({ name: body.name, token: done.value.token })
    setName('')
  }
  return (
    <div className="flex flex-col gap-4">
      {tokens.length > 0 && (
        <ul>
          {tokens.map((token) => (
            <li key={token.id} className="flex items-center gap-3 border-line border-t py-1.5">
              <span className="min-w-0 flex-1 truncate">
                <span className="font-medium">{token.name}</span>{' '}
                <code className="text-code text-ink-3">{token.hint}…</code>{' '}
                <span className="text-ink-2">{token.scopes.join(', ')}</span>
              </span>
              <span className="text-ink-3 max-md:hidden">
                {token.lastUsedAt ? (
                  <>
                    used <RelativeTime at={token.lastUsedAt} ago />
                  </>
                ) : (
                  'never used'
                )}
                {token.expiresAt && (
                  <>
                    {' '}
                    · until <time dateTime={token.expiresAt}>{token.expiresAt.slice(0, 10)}</time>
                  </>
                )}
              </span>
              <Button
                size="sm"
                variant="quiet"
                aria-label={`Revoke ${token.name}`}
                onClick={() => setRevoking(token)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      {made && (
        <ShownOnce label={`Token ${made.name}`} value={made.token} onDone={() => setMade(null)}>
          Copy it now; it is stored as a hash and not shown again.
        </ShownOnce>
      )}
      <form onSubmit={make} className="flex flex-col gap-3 border-line border-t pt-3">
        <div className="grid gap-4 md:grid-cols-[minmax(0,1fr)_10rem]">
          <Field label="Name of a new token">
            <Input
              required
              maxLength={100}
              placeholder="nightly report"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <Field label="Good for">
            <Select value={goodFor} onChange={(event) => setGoodFor(event.target.value)}>
              {Object.entries(days).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <fieldset className="grid gap-x-4 md:grid-cols-3">
          <legend className="sr-only">What it may do</legend>
          {(Object.keys(scopeWords) as Scope[]).map((scope) => (
            <Checkbox
              key={scope}
              {...scopeWords[scope]}
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes((now) =>
                  event.target.checked ? [...now, scope] : now.filter((one) => one !== scope),
                )
              }
            />
          ))}
        </fieldset>
        {problem && (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        )}
        <div>
          <Button type="submit" busy={busy} disabled={scopes.length === 0}>
            Make a token
          </Button>
        </div>
      </form>
      <ConfirmByName
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title="Revoke this token"
        consequence="What uses it stops working at once. It cannot be brought back."
        name={revoking?.name ?? ''}
        action="Revoke the token"
        onConfirm={async () => {
          const answer = await callApi('DELETE', `/api/tokens/${revoking!.id}`)
          if (!answer.ok) return answer.message
          await run(async () => answer)
          return null
        }}
      />
    </div>
  )
}
