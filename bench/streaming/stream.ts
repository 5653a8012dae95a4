// One run of the streaming bench on a database that is given: sessions, a runner's process, a server's process and viewers
// in this one. Answers what was seen; judging it is measure-streaming's matter.
import { createApiToken } from '../../lib/auth/api-tokens.ts'
import type { Identity } from '../../lib/auth/identity.ts'
import { createDb, type Db } from '../../lib/db.ts'
import { makeProject, makeSession } from '../../lib/testing/test-people.ts'
import { environmentFor } from '../processes/with-database.ts'
import { type Child, startChild } from './child.ts'
import { clock, splitReplies, textOf } from './token-text.ts'
import { type Seen, type Viewer, viewSession } from './view-session.ts'
import type { WriteOrder, Written } from './write-tokens.ts'

export type StreamOptions = {
  sessions: number
  seconds: number
  tokensPerSecond: number
  tokensPerReply: number
  /** Every so many-th viewer loses its line again and again. */
  unsteady: number
}
export type Streamed = {
  /** By session. */
  viewers: (Seen & { steady: boolean; replies: [number, number][] })[]
  written: Written
  serverCpuMs: number
  /** Milliseconds that timers of this process came late meanwhile: what the machine's load alone costs. */
  timersLate: number[]
}

/** One person may have 20 sockets; this leaves room for those that have just been cut. */
const socketsPerPerson = 10
const cutEveryMs = (session: number) => 1300 + (session % 7) * 230

export async function stream(
  databaseUrl: string,
  dataFolder: string,
  options: StreamOptions,
): Promise<Streamed> {
  const db = createDb(databaseUrl)
  const env = environmentFor(databaseUrl, dataFolder)
  // Sessions are made in this process as well, which sends their first job.
  Object.assign(process.env, env)
  const children: Child[] = []
  const viewers: Viewer[] = []
  try {
    const people = await makePeople(db, Math.ceil(options.sessions / socketsPerPerson))
    const projectId = await makeProject(db, 'Streaming')
    const sessionIds: string[] = []
    for (let index = 0; index < options.sessions; index += 1)
      sessionIds.push(await makeSession(db, people[0]!.person, projectId, `Session ${index}`))

    const server = startChild('serve.ts', env)
    children.push(server)
    const { url } = await server.hear<{ url: string }>()
    const writer = startChild('write-tokens.ts', env)
    children.push(writer)
    const tokens = Math.round(options.seconds * options.tokensPerSecond)
    const { tokensPerSecond, tokensPerReply } = options
    const order: WriteOrder = { sessionIds, tokensPerSecond, tokens, tokensPerReply }
    const ready = writer.hear()
    writer.tell(order)
    await ready

    const plans = sessionIds.map((_, index) => splitReplies(index, tokens, tokensPerReply))
    for (const [index, sessionId] of sessionIds.entries()) {
      const { person, token } = people[Math.floor(index / socketsPerPerson)]!
      const replies = plans[index]!.map((reply) => textOf(index, reply))
      const cut = isSteady(index, options) ? null : cutEveryMs(index)
      viewers.push(await viewSession({ url, db, person, token, sessionId, replies, cutEveryMs: cut }))
    }
    await Promise.all(viewers.map((viewer) => viewer.live))

    const before = await askCpu(server)
    const timers = watchTimers()
    const done = writer.hear<Written>()
    writer.tell({ go: true })
    const written = await done
    await Promise.all(viewers.map((viewer) => viewer.whole))
    const timersLate = timers.stop()
    const serverCpuMs = (await askCpu(server)) - before
    const seen = viewers.map((viewer, index) => ({
      ...viewer.seen(),
      steady: isSteady(index, options),
      replies: plans[index]!,
    }))
    return { viewers: seen, written, serverCpuMs, timersLate }
  } finally {
    for (const viewer of viewers) viewer.close()
    for (const child of children) await child.stop()
    await db.$disconnect()
  }
}

const isSteady = (index: number, { unsteady }: StreamOptions) => index % unsteady !== unsteady - 1

function watchTimers(): { stop: () => number[] } {
  const everyMs = 10
  const late: number[] = []
  let due = clock() + everyMs
  const timer = setInterval(() => {
    late.push(Math.max(0, clock() - due))
    due = clock() + everyMs
  }, everyMs)
  return {
    stop() {
      clearInterval(timer)
      return late
    },
  }
}

async function askCpu(server: Child): Promise<number> {
  const answer = server.hear<{ cpuMs: number }>()
  server.tell({})
  return (await answer).cpuMs
}

async function makePeople(db: Db, count: number): Promise<{ person: Identity; token: string }[]> {
  const people: { person: Identity; token: string }[] = []
  for (let index = 0; index < count; index += 1) {
    const data = { id: crypto.randomUUID(), name: `Reader ${index}`, email: `reader-${index}@example.org` }
    await db.user.create({ data: { ...data, role: 'admin' } })
    const person: Identity = { ...data, userId: data.id, role: 'admin', projectIds: [] }
    const { token } = await createApiToken(db, person, { name: 'bench', scopes: ['read'] })
    people.push({ person, token })
  }
  return people
}
