// Making accounts: the first one, and those that an invitation names. Both are safe against two people at once.
import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import type { Db, DbTransaction } from '../db.ts'
import type { Role } from '../protocol/people.ts'
import { Rejection } from '../protocol/rejection.ts'
import { hashSecret } from './token.ts'

type NewAccount = { name: string; email: string; password: string }

/** Any number will do that nothing else locks. With one number more: for one e-mail address. */
const accountLock = 72_707_370

/** True while nobody has an account here. */
export async function isUnclaimed(db: Db | DbTransaction): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) === null
}

/** The admin. The caller has checked the setup token. Throws Rejection 'account.exists'. */
export async function createFirstAccount(db: Db, account: NewAccount): Promise<{ userId: string }> {
  // Hashing a password costs much, and anybody may ask: only where it may lead to something.
  await refuseIfClaimed(db)
  const password = await hashPassword(account.password)
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${accountLock})`
    await refuseIfClaimed(tx)
    return insert(tx, { ...account, password, role: 'admin' })
  })
}

async function refuseIfClaimed(db: Db | DbTransaction): Promise<void> {
  if (!(await isUnclaimed(db)))
    throw new Rejection(
      'account.exists',
      'There is an account already. Sign in, or ask an admin for an invitation.',
    )
}

/**
 * Accepts an invitation once; the e-mail address and role are the invitation's.
 * Throws Rejection 'invitation.invalid' or 'account.exists'.
 */
export async function acceptInvitation(
  db: Db,
  answer: { token: string; name: string; password: string },
  now: Date = new Date(),
): Promise<{ userId: string; email: string }> {
  const tokenHash = hashSecret(answer.token)
  const open = { tokenHash, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } }
  const invalid = () =>
    new Rejection(
      'invitation.invalid',
      'This invitation was used, withdrawn or has expired. Ask for a new one.',
    )
  if (!(await db.invitation.findFirst({ where: open, select: { id: true } }))) throw invalid()
  const password = await hashPassword(answer.password)
  return db.$transaction(async (tx) => {
    // The row's lock makes the second of two wait, and then find nothing.
    const taken = await tx.invitation.updateMany({ where: open, data: { acceptedAt: now } })
    if (taken.count !== 1) throw invalid()
    const invitation = await tx.invitation.findUniqueOrThrow({ where: { tokenHash } })
    const { email, role } = invitation
    // Of two invitations for one address the second waits here, and then finds the account of the first.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${accountLock}, hashtext(${email}))`
    if (await tx.user.findUnique({ where: { email }, select: { id: true } }))
      throw new Rejection('account.exists', 'There is an account with this e-mail address already. Sign in.')
    const { userId } = await insert(tx, { name: answer.name, email, password, role })
    await tx.invitation.update({ where: { tokenHash }, data: { acceptedBy: userId } })
    const projects = await tx.project.findMany({
      where: { id: { in: invitation.projectIds } },
      select: { id: true },
    })
    await tx.projectMember.createMany({ data: projects.map(({ id }) => ({ projectId: id, userId })) })
    return { userId, email }
  })
}

/** `password` is the hash. */
async function insert(tx: DbTransaction, account: NewAccount & { role: Role }): Promise<{ userId: string }> {
  const { name, email, password, role } = account
  const userId = randomUUID()
  await tx.user.create({ data: { id: userId, name, email, emailVerified: true, role } })
  await tx.account.create({
    data: { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password },
  })
  return { userId }
}
