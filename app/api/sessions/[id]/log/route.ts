// The whole log as JSON lines, long texts included: one event a line, in order.
import { route } from '../../../../../lib/auth/answer.ts'
import { db } from '../../../../../lib/db.ts'
import { writeLog } from '../../../../../lib/queries/write-log.ts'

export const GET = route({
  action: 'session.read',
  of: 'session',
  async handler({ session }) {
    const lines = writeLog(db(), session)
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await lines.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      cancel: () => lines.return(undefined).then(() => undefined),
    })
    return new Response(body, {
      headers: {
        'content-type': 'application/jsonl; charset=utf-8',
        'content-disposition': `attachment; filename="session-${session.id}.jsonl"`,
        'cache-control': 'no-store',
      },
    })
  },
})
