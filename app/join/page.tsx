// Answers an invitation: the link holds its token, the e-mail address and role are the invitation's.
import type { Metadata } from 'next'
import { JoinForm } from '../../components/account/account-form.tsx'
import { AccountFrame } from '../../components/account/account-frame.tsx'
import { roleWords } from '../../components/people/role-words.ts'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Callout } from '../../components/ui/callout.tsx'
import { readInvitation } from '../../lib/auth/invite.ts'
import { db } from '../../lib/db.ts'
import { readIdentity } from '../require-identity.ts'

export const metadata: Metadata = { referrer: 'no-referrer' }

export default async function JoinPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>
}) {
  const { token } = await searchParams
  const invitation = typeof token === 'string' && token !== '' ? await readInvitation(db(), token) : null
  const identity = await readIdentity()
  if (!invitation || typeof token !== 'string') {
    return (
      <AccountFrame title="This invitation is no longer good">
        <Callout
          tone="waits"
          action={
            <ButtonLink href={identity ? '/' : '/sign-in'}>
              {identity ? 'Go to waiting' : 'Sign in'}
            </ButtonLink>
          }
        >
          It was used, withdrawn or has expired, or the link is not complete. Ask the person who invited you
          for a new one.
        </Callout>
      </AccountFrame>
    )
  }
  return (
    <AccountFrame
      title="Join Countersign"
      below={`${invitation.invitedBy} invites you as ${roleWords[invitation.role].name.toLowerCase()}. ${roleWords[invitation.role].may}`}
    >
      {identity && (
        <div className="pb-4">
          <Callout>
            You are signed in as {identity.name}. Creating this account signs you in as the new one.
          </Callout>
        </div>
      )}
      <JoinForm token={token} email={invitation.email} />
    </AccountFrame>
  )
}
