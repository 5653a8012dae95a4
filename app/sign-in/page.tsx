// Sign in. Leads to the first account while there is none, and back to where one wanted to go afterwards.
import { redirect } from 'next/navigation'
import { SignInForm } from '../../components/account/account-form.tsx'
import { AccountFrame } from '../../components/account/account-frame.tsx'
import { isNew, readIdentity } from '../require-identity.ts'

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ to?: string | string[] }>
}) {
  const { to } = await searchParams
  const goTo = localPath(typeof to === 'string' ? to : '/')
  if (await readIdentity()) redirect(goTo)
  if (await isNew()) redirect('/first')
  return (
    <AccountFrame
      title="Sign in"
      below="Accounts are made by invitation. Ask an admin or a lead of this installation."
    >
      <SignInForm goTo={goTo} />
    </AccountFrame>
  )
}

/** Only paths of this server, so that a link cannot send a person elsewhere after signing in. */
function localPath(to: string): string {
  const here = 'http://here.invalid'
  if (!URL.canParse(to, here)) return '/'
  const url = new URL(to, here)
  // What is left of "/.//elsewhere" would be another host to a browser.
  const path = url.pathname.replace(/^\/+/, '/')
  return url.origin === here && to.startsWith('/') ? `${path}${url.search}${url.hash}` : '/'
}
