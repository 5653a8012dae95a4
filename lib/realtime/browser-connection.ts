// The tab's own connection, made when it is first needed: importing this file or rendering on the server opens nothing.
import { io } from 'socket.io-client'
import type { Command, CommandAnswer } from '../protocol/commands.ts'
import { type ClientSocket, type Connection, createConnection } from './connection.ts'
import { makeId } from './make-id.ts'

let connection: Connection | undefined

export function tabConnection(): Connection {
  connection ??= createConnection(
    io({
      path: '/socket.io',
      transports: ['websocket'],
      reconnectionDelay: 300,
      reconnectionDelayMax: 5000,
    }) as ClientSocket,
    (callback, ms) => setTimeout(callback, ms),
  )
  return connection
}

type WithoutId<C> = C extends Command ? Omit<C, 'commandId'> : never

/** For pages without an open session, such as the one that creates sessions. Resolves when the answer came. */
export function sendCommand(command: WithoutId<Command>): Promise<CommandAnswer> {
  return tabConnection().send({ ...command, commandId: makeId() } as Command)
}

/** Something outside sessions moved: `project` (its id) or `waiting` (a session's id). Returns the way to stop listening. */
export function onChanged(listener: (what: 'project' | 'waiting', id: string) => void): () => void {
  return tabConnection().onChanged(listener)
}

/** The server no longer accepts this browser: signed out elsewhere, disabled, or expired. */
export function onSignedOut(listener: () => void): () => void {
  return tabConnection().onSignedOut(listener)
}
