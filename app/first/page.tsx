// The first account, which is the admin's. Open only while there is none.
import { redirect } from 'next/navigation'
import { FirstAccountForm } from '../../components/account/account-form.tsx'
import { AccountFrame } from '../../components/account/account-frame.tsx'
import { Callout } from '../../components/ui/callout.tsx'
import { isReachableFromBeyond } from '../../lib/auth/setup-token.ts'
import { env } from '../../lib/env.ts'
import { isNew } from '../require-identity.ts'

export default async function FirstPage({
  searchParams,
}: {
  searchParams: Promise<{ setup?: string | string[] }>
}) {
  if (!(await isNew())) redirect('/')
  const { setup } = await searchParams
  const setupToken = typeof setup === 'string' && setup !== '' ? setup : null
  return (
    <AccountFrame
      title="Create the first account"
      below="You will be the admin: you add projects, invite people and set the model. Others join by invitation."
    >
      {!setupToken && isReachableFromBeyond(env()) ? (
        <Callout tone="waits" title="Open the link that the server printed">
          This server can be reached from other machines, so the first account needs the token in the link
          that npm start printed. Open that link.
        </Callout>
      ) : (
        <FirstAccountForm setupToken={setupToken} />
      )}
    </AccountFrame>
  )
}
