// A secret goes in and never comes out: setup, checks and commands get it as an environment variable.
import { route } from '../../../../../../lib/auth/answer.ts'
import { projectSecretPlace, seal } from '../../../../../../lib/auth/seal.ts'
import { db } from '../../../../../../lib/db.ts'
import { PutSecret, SecretName } from '../../../../../../lib/protocol/api.ts'

export const PUT = route({
  action: 'project.configure',
  of: 'project',
  body: PutSecret,
  async handler({ params, body }) {
    const projectId = params.id!
    const name = SecretName.parse(params.name)
    const ciphertext = seal(body.value, projectSecretPlace(projectId, name))
    await db().projectSecret.upsert({
      where: { projectId_name: { projectId, name } },
      create: { projectId, name, ciphertext },
      update: { ciphertext },
    })
  },
})

export const DELETE = route({
  action: 'project.configure',
  of: 'project',
  async handler({ params }) {
    await db().projectSecret.deleteMany({ where: { projectId: params.id!, name: params.name! } })
  },
})
