// The answer to somebody who just made an account: signed in at once, by the same way as everyone else.
import { auth } from './sign-in.ts'

type Made = { userId: string; email: string; password: string }

/** 201 {userId} with the cookies of a new login. */
export async function signInAnswer(request: Request, { userId, email, password }: Made): Promise<Response> {
  const signedIn = await auth().api.signInEmail({
    body: { email, password },
    headers: request.headers,
    asResponse: true,
  })
  const headers = new Headers({ 'cache-control': 'no-store' })
  for (const cookie of signedIn.headers.getSetCookie()) headers.append('set-cookie', cookie)
  return Response.json({ userId }, { status: 201, headers })
}
