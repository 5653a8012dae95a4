// E-mail and password by better-auth: it keeps passwords, logins and cookies, and nothing else. Accounts are made by
// first-account and invitations only; its own sign-up is off. Who may do what is no business of this file.
import { APIError, betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { db } from '../db.ts'
import { env } from '../env.ts'
import { notify } from '../event-log/listen.ts'
import { allowedOrigins } from './allowed-origins.ts'
import { deriveKey } from './derive-key.ts'

/** Set by server.ts from the connection itself; what a client sends under this name is dropped there. */
export const addressHeader = 'x-countersign-address'

const day = 86_400

function create() {
  const { secret, publicUrl } = env()
  return betterAuth({
    appName: 'Countersign',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: deriveKey(secret, 'sign-in').toString('hex'),
    trustedOrigins: [...allowedOrigins(env())],
    database: prismaAdapter(db(), { provider: 'postgresql' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: {
      modelName: 'authSession',
      expiresIn: 30 * day,
      updateAge: day,
      cookieCache: { enabled: false },
    },
    telemetry: { enabled: false },
    // answer-auth.ts counts, by account and address, and answers as everything else here does.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'countersign',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    disabledPaths: ['/sign-up/email', '/update-user', '/delete-user', '/change-email'],
    logger: { level: 'error' },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await db().user.findUnique({
              where: { id: session.userId },
              select: { disabledAt: true },
            })
            if (user && !user.disabledAt) return
            throw new APIError('FORBIDDEN', {
              code: 'ACCOUNT_DISABLED',
              message: 'This account is disabled. Ask an admin.',
            })
          },
        },
        delete: { after: async (session) => notify(db(), { kind: 'person', userId: session.userId }) },
      },
    },
  })
}

type Auth = ReturnType<typeof create>
const processWide = globalThis as typeof globalThis & { countersignAuth?: Auth }

/** better-auth's instance for this process. */
export function auth(): Auth {
  processWide.countersignAuth ??= create()
  return processWide.countersignAuth
}
