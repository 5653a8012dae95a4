// A person whose commands go to the server over HTTP, as a browser sends them: what was not answered is sent again under the same id,
// to whichever server is there by then.
import type { Command } from '../../lib/protocol/commands.ts'
import { Rejection } from '../../lib/protocol/rejection.ts'
import type { LogWatch } from '../../lib/testing/watch-log.ts'

export function actByHttp(
  watch: LogWatch,
  url: string,
  token: string,
  acknowledged: { sessionId: string; seq: number }[],
): LogWatch {
  const post = (command: Command) =>
    fetch(`${url}/api/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(command),
    })
  return {
    ...watch,
    async send(command) {
      const own = { ...command, commandId: crypto.randomUUID() } as Command
      for (;;) {
        const answer = await post(own).catch(() => null)
        if (answer?.ok) {
          const { sessionId, seq } = (await answer.json()) as { sessionId: string; seq: number }
          acknowledged.push({ sessionId, seq })
          return { sessionId, seq }
        }
        if (answer && answer.status < 500) {
          const { code, message } = (await answer.json()) as { code: `${string}.${string}`; message: string }
          throw new Rejection(code, message)
        }
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
}
