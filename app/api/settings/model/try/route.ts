// Asks the runner to try the endpoint; GET of the parent shows the result.
import { route } from '../../../../../lib/auth/answer.ts'
import { db } from '../../../../../lib/db.ts'
import { enqueueProbe } from '../../../../../lib/event-log/queue.ts'
import { Rejection } from '../../../../../lib/protocol/rejection.ts'
import { describeModel } from '../../../../../lib/settings/model-setting.ts'

export const POST = route({
  action: 'settings.change',
  async handler() {
    if (!(await describeModel(db())))
      throw new Rejection('settings.no-model', 'Save an endpoint first, then try it.')
    await db().$transaction(async (tx) => {
      await tx.setting.deleteMany({ where: { name: 'model.probe' } })
      await enqueueProbe(tx)
    })
    return Response.json({}, { status: 202 })
  },
})
