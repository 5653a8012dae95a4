// Role and access of somebody else. Sockets of that person are told at once; a disabled person's logins end.
import type { Db } from '../db.ts'
import { notify } from '../event-log/listen.ts'
import type { Role } from '../protocol/people.ts'
import { Rejection } from '../protocol/rejection.ts'

/** Throws Rejection 'person.not-found', or 'person.last-admin' when nobody could administer any more. */
export async function changePerson(
  db: Db,
  userId: string,
  change: { role?: Role; disabled?: boolean },
  now: Date = new Date(),
): Promise<void> {
  await db.$transaction(async (tx) => {
    // All admins' rows, so that two admins cannot demote each other at once.
    await tx.$queryRaw`SELECT id FROM "User" WHERE role = 'admin' OR id = ${userId} ORDER BY id FOR UPDATE`
    const person = await tx.user.findUnique({ where: { id: userId } })
    if (!person) throw new Rejection('person.not-found', 'There is nobody with this id. Reload the page.')
    const { role, disabled } = change
    const disabledAt =
      disabled === undefined ? person.disabledAt : disabled ? (person.disabledAt ?? now) : null
    await tx.user.update({ where: { id: userId }, data: { role, disabledAt } })
    const admins = await tx.user.count({ where: { role: 'admin', disabledAt: null } })
    if (admins === 0)
      throw new Rejection(
        'person.last-admin',
        'Somebody has to be an admin. Make another person an admin first.',
      )
    if (disabledAt) await tx.authSession.deleteMany({ where: { userId } })
    await notify(tx, { kind: 'person', userId })
  })
}
