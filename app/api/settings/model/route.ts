// Which model plays. The key goes in and never comes out.
import { route } from '../../../../lib/auth/answer.ts'
import { db } from '../../../../lib/db.ts'
import { PutModel } from '../../../../lib/protocol/api.ts'
import { describeModel, forgetModel, saveModel } from '../../../../lib/settings/model-setting.ts'

async function describe() {
  const probe = await db().setting.findUnique({ where: { name: 'model.probe' } })
  return { model: await describeModel(db()), probe: probe?.value ?? null }
}

export const GET = route({ action: 'settings.read', handler: describe })

export const PUT = route({
  action: 'settings.change',
  body: PutModel,
  async handler({ body }) {
    await saveModel(db(), body)
    return describe()
  },
})

export const DELETE = route({
  action: 'settings.change',
  async handler() {
    await forgetModel(db())
    return describe()
  },
})
