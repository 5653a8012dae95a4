// Who looks at a page. Every page asks here first; the answer is read once per request.
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { isUnclaimed } from '../lib/auth/create-account.ts'
import { identify } from '../lib/auth/identify.ts'
import type { Identity } from '../lib/auth/identity.ts'
import { db } from '../lib/db.ts'

/** null for a visitor who is not signed in. */
export const readIdentity = cache(async (): Promise<Identity | null> => identify(await headers()))

/** True until the first account exists. */
export const isNew = cache(() => isUnclaimed(db()))

/** Sends visitors to sign in (and back to `returnTo` afterwards), or to the first account where there is none. */
export async function requireIdentity(returnTo = '/'): Promise<Identity> {
  const identity = await readIdentity()
  if (identity) return identity
  if (await isNew()) redirect('/first')
  redirect(returnTo === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(returnTo)}`)
}
