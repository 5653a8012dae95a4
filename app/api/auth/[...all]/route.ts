// Sign-in, sign-out and change of password, by better-auth. Its own sign-up is off.
import { auth } from '../../../../lib/auth/sign-in.ts'

const answer = (request: Request) => auth().handler(request)

export { answer as GET, answer as POST }
