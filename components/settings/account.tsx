'use client'
// One's own name and password, and the way out.
import { type FormEvent, useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import { signOut } from '../shell/sign-out.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { toast } from '../ui/toast.tsx'

export function Account({ name: known, email }: { name: string; email: string }) {
  const [name, setName] = useState(known)
  const rename = useAction()
  const password = useAction({ refresh: false })

  async function saveName(event: FormEvent) {
    event.preventDefault()
    if (await rename.run(() => callApi('PATCH', '/api/account', { name: name.trim() }))) toast('Name saved')
  }
  async function savePassword(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const fields = new FormData(form)
    const body = {
      currentPassword: String(fields.get('current')),
      newPassword: String(fields.get('new')),
      revokeOtherSessions: true,
    }
    if (!(await password.run(() => callApi('POST', '/api/auth/change-password', body)))) return
    form.reset()
    toast('Password changed', { description: 'Other browsers were signed out.' })
  }
  return (
    <div className="flex flex-col gap-5 border-line border-t pt-3">
      <p className="text-ink-2">{email}</p>
      <form onSubmit={saveName} className="flex flex-wrap items-end gap-2">
        <Field
          label="Name, as it stands under what you sign"
          error={rename.problem}
          className="w-full md:w-72"
        >
          <Input
            required
            maxLength={100}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Button
          type="submit"
          busy={rename.busy}
          disabled={name.trim() === known || name.trim() === ''}
          className="h-8!"
        >
          Save the name
        </Button>
      </form>
      <form onSubmit={savePassword} className="flex flex-wrap items-end gap-2">
        <Field label="Current password" error={password.problem} className="w-full md:w-52">
          <Input name="current" type="password" required autoComplete="current-password" />
        </Field>
        <Field label="New password" className="w-full md:w-52">
          <Input
            name="new"
            type="password"
            required
            minLength={10}
            maxLength={128}
            autoComplete="new-password"
          />
        </Field>
        <Button type="submit" busy={password.busy} className="h-8!">
          Change the password
        </Button>
      </form>
      <div>
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
    </div>
  )
}
