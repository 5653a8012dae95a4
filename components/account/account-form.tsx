'use client'
// The form of sign-in, first account and invitation. What was typed stays when it is refused; the password field says what is needed.
import { type FormEvent, type ReactNode, useState } from 'react'
import { type ApiAnswer, callApi } from '../shell/call-api.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'

type Fields = { name: string; email: string; password: string }

function AccountForm({
  action,
  asks,
  email: givenEmail,
  newPassword,
  submit,
  goTo,
  children,
}: {
  action: string
  asks: (keyof Fields)[]
  email?: string
  newPassword: boolean
  submit: (fields: Fields) => Promise<ApiAnswer<unknown>>
  goTo: string
  children?: ReactNode
}) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy) return
    const form = new FormData(event.currentTarget)
    const read = (name: keyof Fields) => String(form.get(name) ?? '')
    setBusy(true)
    setProblem(null)
    const answer = await submit({
      name: read('name').trim(),
      email: read('email').trim(),
      password: read('password'),
    })
    if (answer.ok) {
      // A full load: nothing of the visitor's page may stay.
      window.location.assign(goTo)
      return
    }
    setBusy(false)
    setProblem(answer.message)
  }
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      {children}
      {asks.includes('name') && (
        <Field label="Name" hint="As it stands under what you sign.">
          <Input name="name" autoComplete="name" required maxLength={100} autoFocus />
        </Field>
      )}
      {asks.includes('email') && (
        <Field label="E-mail">
          <Input
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={200}
            autoFocus={!asks.includes('name')}
          />
        </Field>
      )}
      {givenEmail && (
        <Field label="E-mail">
          <Input type="email" value={givenEmail} readOnly autoComplete="username" />
        </Field>
      )}
      <Field label="Password" hint={newPassword ? 'At least 10 characters.' : undefined}>
        <Input
          name="password"
          type="password"
          autoComplete={newPassword ? 'new-password' : 'current-password'}
          required
          minLength={newPassword ? 10 : undefined}
          maxLength={128}
        />
      </Field>
      {problem && <Callout tone="bad">{problem}</Callout>}
      <Button type="submit" variant="primary" busy={busy} className="h-8!">
        {action}
      </Button>
    </form>
  )
}

export function SignInForm({ goTo }: { goTo: string }) {
  return (
    <AccountForm
      action="Sign in"
      asks={['email', 'password']}
      newPassword={false}
      goTo={goTo}
      submit={async ({ email, password }) => {
        const answer = await callApi('POST', '/api/auth/sign-in/email', { email, password })
        if (answer.ok || answer.code !== 'INVALID_EMAIL_OR_PASSWORD') return answer
        return {
          ...answer,
          message:
            'This e-mail address and password do not belong together. Check both, or ask an admin for an invitation.',
        }
      }}
    />
  )
}

export function FirstAccountForm({ setupToken }: { setupToken: string | null }) {
  return (
    <AccountForm
      action="Create the account"
      asks={['name', 'email', 'password']}
      newPassword
      goTo="/"
      submit={(fields) =>
        callApi('POST', '/api/account/first', { ...fields, ...(setupToken && { setupToken }) })
      }
    />
  )
}

export function JoinForm({ token, email }: { token: string; email: string }) {
  return (
    <AccountForm
      action="Create the account"
      asks={['name', 'password']}
      email={email}
      newPassword
      goTo="/"
      submit={({ name, password }) => callApi('POST', '/api/account/join', { token, name, password })}
    />
  )
}
