// A long text, by the event that names it: a hash alone opens nothing.
import { route } from '../../../../../../lib/auth/answer.ts'
import { db } from '../../../../../../lib/db.ts'
import { BlobQuery } from '../../../../../../lib/protocol/api.ts'
import { Rejection } from '../../../../../../lib/protocol/rejection.ts'
import { loadLongText } from '../../../../../../lib/queries/load-long-text.ts'

export const GET = route({
  action: 'session.read',
  of: 'session',
  query: BlobQuery,
  async handler({ session, params, query }) {
    const text = await loadLongText(db(), session, query.seq, params.sha ?? '')
    if (text === null) throw new Rejection('blob.not-found', 'This event names no such text.')
    return new Response(text, {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'private, max-age=3600, immutable',
      },
    })
  },
})
