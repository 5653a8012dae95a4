// How many sockets one address may hold, counted before anybody knows who it is. Those that were let in are limited by
// person as well (admit-socket.ts); those that never say who they are have a small limit of their own and little time, so
// that a stranger cannot use up the places of colleagues at the same address.
import type { IncomingMessage } from 'node:http'
import { addressGroup } from '../auth/client-address.ts'

export const socketLimits = { unnamed: 100, named: 500, namedWithinMs: 10_000 }

export type ConnectionLimit = {
  /** Null: there is a place. */
  refusal: (request: IncomingMessage) => { status: number; code: string; message: string } | null
  /** It said who it is, and is somebody. */
  named: (connection: object) => void
}

type Connection = { request: IncomingMessage; once: (event: 'close', listener: () => void) => unknown }
type Engine = { on: (event: 'connection', listener: (connection: Connection) => void) => unknown }
type Place = { named: number; unnamed: number }

export function limitConnections(
  engine: Engine,
  addressOf: (request: IncomingMessage) => string,
): ConnectionLimit {
  const places = new Map<string, Place>()
  const known = new WeakMap<object, { place: Place; named: boolean }>()
  const placeOf = (request: IncomingMessage) => {
    const group = addressGroup(addressOf(request))
    const place = places.get(group) ?? { named: 0, unnamed: 0 }
    places.set(group, place)
    return { group, place }
  }
  engine.on('connection', (connection) => {
    const { group, place } = placeOf(connection.request)
    const entry = { place, named: false }
    known.set(connection, entry)
    place.unnamed += 1
    connection.once('close', () => {
      place[entry.named ? 'named' : 'unnamed'] -= 1
      if (place.named + place.unnamed === 0) places.delete(group)
    })
  })
  return {
    refusal(request) {
      const { named, unnamed } = places.get(addressGroup(addressOf(request))) ?? { named: 0, unnamed: 0 }
      if (unnamed < socketLimits.unnamed && named < socketLimits.named) return null
      const message = 'There are too many connections from your address. Close some tabs, or wait a moment.'
      return { status: 429, code: 'socket.rate', message }
    },
    named(connection) {
      const entry = known.get(connection)
      if (!entry || entry.named) return
      entry.named = true
      entry.place.unnamed -= 1
      entry.place.named += 1
    },
  }
}
