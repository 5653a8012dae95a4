// Who decided may no longer decide when a runner takes it up: what was not yet done with the decision is asked again.
import type { Stages } from './open-stages.ts'
import type { Tampering } from './tampering.ts'

type Loss = [what: string, lose: (at: Stages) => Promise<unknown>]
const users = ({ here }: Stages) => here.db.user

const losses: Loss[] = [
  [
    'role changed to viewer',
    (at) => users(at).update({ where: { id: at.eve.userId }, data: { role: 'viewer' } }),
  ],
  [
    'account disabled',
    (at) => users(at).update({ where: { id: at.eve.userId }, data: { disabledAt: new Date() } }),
  ],
  ['account removed', (at) => users(at).delete({ where: { id: at.eve.userId } })],
  [
    'removed from the project',
    (at) => at.here.db.projectMember.deleteMany({ where: { userId: at.eve.userId } }),
  ],
]
const tokenLosses: Loss[] = [
  [
    'token revoked',
    (at) => at.here.db.apiToken.update({ where: { id: at.tokenId }, data: { revokedAt: new Date() } }),
  ],
  [
    'token expired',
    (at) =>
      at.here.db.apiToken.update({
        where: { id: at.tokenId },
        data: { expiresAt: new Date(Date.now() - 1000) },
      }),
  ],
  ['token removed', (at) => at.here.db.apiToken.delete({ where: { id: at.tokenId } })],
  [
    'token given to another person',
    (at) =>
      at.here.db.apiToken.update({
        where: { id: at.tokenId },
        data: { userId: at.here.person.userId, revokedAt: new Date() },
      }),
  ],
]
const says = /may no longer decide here/

export const peopleCases: Tampering[] = [
  ...(['plan', 'command', 'setup', 'signature'] as const).flatMap((stage) =>
    losses.map(([what, lose]) => ({
      name: `${stage}: approver's ${what}`,
      stage,
      tamper: lose,
      says,
    })),
  ),
  ...tokenLosses.map(([what, lose]) => ({
    name: `signature: approver's ${what}`,
    stage: 'signature' as const,
    tamper: lose,
    says,
  })),
  {
    name: "signature: the other signer's role changed to viewer",
    stage: 'signature',
    tamper: (at) => users(at).update({ where: { id: at.here.person.userId }, data: { role: 'viewer' } }),
    says,
  },
]
