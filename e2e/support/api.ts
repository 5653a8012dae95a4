// The product's own HTTP routes, asked as the person of a browser context. For what a test needs but is not about.
import { type APIRequestContext, expect } from '@playwright/test'
import type { Event, EventType } from '../../lib/protocol/events.ts'
import type { ProjectRow as Listed } from '../../lib/queries/list-projects.ts'

export type Api = ReturnType<typeof openApi>

/** `address` is the installation's; the request context carries the cookies. */
export function openApi(request: APIRequestContext, address: string) {
  async function ask<T>(method: 'GET' | 'POST' | 'PATCH', path: string, data?: unknown): Promise<T> {
    const answer = await request.fetch(`${address}${path}`, {
      method,
      // Only a browser's page sends it by itself, and nothing that changes is accepted without.
      headers: { origin: address },
      ...(data === undefined ? {} : { data }),
    })
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  async function events(sessionId: string): Promise<Event[]> {
    const all: Event[] = []
    for (;;) {
      const after = all.at(-1)?.seq ?? 0
      const page = await ask<{ events: Event[] }>(
        'GET',
        `/api/sessions/${sessionId}/events?after=${after}&limit=500`,
      )
      all.push(...page.events)
      if (page.events.length < 500) return all
    }
  }

  async function whenReady(isWanted: (project: Listed) => boolean): Promise<Listed> {
    let found: Listed | undefined
    const look = async () => {
      const { projects } = await ask<{ projects: Listed[] }>('GET', '/api/projects')
      found = projects.find((project) => isWanted(project) && project.status === 'ready')
      return found !== undefined
    }
    await expect.poll(look, { message: 'the project is ready', timeout: 60_000 }).toBe(true)
    return found!
  }

  return {
    ask,
    events,
    async eventsOf<T extends EventType>(sessionId: string, type: T) {
      return (await events(sessionId)).filter(
        (event): event is Extract<Event, { type: T }> => event.type === type,
      )
    },
    /** The sample that comes with the first account. */
    sample: () => whenReady((project) => project.sourceKind === 'sample'),
    /** Another copy of the sample, with its bug. */
    async addSample(name: string): Promise<Listed> {
      const { id } = await ask<{ id: string }>('POST', '/api/projects', { name, source: { kind: 'sample' } })
      return whenReady((project) => project.id === id)
    },
    async describe(
      projectId: string,
      scenario: string,
      {
        desiredState = 'A parcel of exactly 1.1 kg costs one further step of 100 grams, not two.',
        direct = false,
        title = undefined as string | undefined,
      } = {},
    ): Promise<string> {
      const { sessionId } = await ask<{ sessionId: string }>('POST', '/api/commands', {
        type: 'session.create',
        commandId: crypto.randomUUID(),
        data: {
          projectId,
          desiredState,
          title,
          mode: direct ? 'direct' : 'plan',
          model: { provider: 'scripted', name: `scripted/${scenario}` },
        },
      })
      return sessionId
    },
  }
}
