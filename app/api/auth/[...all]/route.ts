// Sign-in, sign-out and change of password, by better-auth. Everything else of it is closed.
import { answerAuth } from '../../../../lib/auth/answer-auth.ts'

export { answerAuth as GET, answerAuth as POST }
