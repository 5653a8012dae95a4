// Who may hold a socket: somebody who is known, from one of our pages or with a token, and not too many of the same person.
// Asked again whenever the person's rights may have changed, and every minute.
import type { Identity } from '../auth/identity.ts'
import type { RealtimeServer, ServerSocket } from './server-socket.ts'

export type Identify = (headers: Headers) => Promise<Identity | null>

const maxSockets = 20

/** Socket.IO passes `data` on to the client's connect_error. */
function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { data: { code, message } })
}

/** For `io.use`. */
export function admitSocket(io: RealtimeServer, identify: Identify) {
  return async (socket: ServerSocket, next: (error?: Error) => void): Promise<void> => {
    try {
      const credentials = new Headers()
      for (const name of ['cookie', 'authorization']) {
        const value = socket.handshake.headers[name]
        if (typeof value === 'string') credentials.set(name, value)
      }
      const identity = await identify(credentials)
      if (!identity)
        return next(refusal('account.required', 'Sign in, or send an API token that is still good.'))
      const held = [...io.sockets.sockets.values()].filter(
        (one) => one.data.identity?.userId === identity.userId,
      )
      if (held.length >= maxSockets)
        return next(refusal('socket.rate', 'You have this open in too many places. Close some tabs.'))
      socket.data = {
        identity,
        credentials,
        checkedAt: performance.now(),
        opened: new Map(),
        items: new Map(),
        nextAlias: 1,
      }
      next()
    } catch {
      next(refusal('server.failed', 'The server cannot tell who you are right now. It will be asked again.'))
    }
  }
}

/** Ends the connection unless it is still the same person with the same rights; a client that may, comes back at once. */
export async function checkAgain(socket: ServerSocket, identify: Identify): Promise<void> {
  const identity = await identify(socket.data.credentials)
  socket.data.checkedAt = performance.now()
  if (!identity || rightsOf(identity) !== rightsOf(socket.data.identity)) socket.disconnect(true)
  else socket.data.identity = identity
}

function rightsOf({ userId, role, projectIds, token }: Identity): string {
  return JSON.stringify([userId, role, [...projectIds].sort(), token?.id, token?.scopes])
}
