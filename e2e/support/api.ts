// The product's own HTTP routes, asked as the person of a browser context. For what a test needs but is not about.
import { type APIRequestContext, expect } from '@playwright/test'
import type { Event, EventType } from '../../lib/protocol/events.ts'

type Listed = { id: string; slug: string; sourceKind: string; status: string }
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

  return {
    ask,
    events,
    async eventsOf<T extends EventType>(sessionId: string, type: T) {
      return (await events(sessionId)).filter(
        (event): event is Extract<Event, { type: T }> => event.type === type,
      )
    },
    /** The sample, which comes with the first account; waits until it is ready. */
    async sample(): Promise<{ id: string; slug: string }> {
      const find = async () =>
        (await ask<{ projects: Listed[] }>('GET', '/api/projects')).projects.find(
          ({ sourceKind, status }) => sourceKind === 'sample' && status === 'ready',
        )
      await expect.poll(async () => Boolean(await find()), { timeout: 60_000 }).toBe(true)
      return (await find())!
    },
    async describe(
      projectId: string,
      scenario: string,
      {
        desiredState = 'A parcel of exactly 1.1 kg costs one further step of 100 grams, not two.',
        direct = false,
      } = {},
    ): Promise<string> {
      const { sessionId } = await ask<{ sessionId: string }>('POST', '/api/commands', {
        type: 'session.create',
        commandId: crypto.randomUUID(),
        data: {
          projectId,
          desiredState,
          mode: direct ? 'direct' : 'plan',
          model: { provider: 'scripted', name: `scripted/${scenario}` },
        },
      })
      return sessionId
    },
  }
}
