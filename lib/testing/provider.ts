// A provider for tests that does whatever its script says, over real HTTP: any status, any bytes, a cut in the middle.
// Each request takes the next behaviour. Nothing here waits for time; a behaviour waits for a promise of the test.

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Bytes to send, or a promise to wait for before the next part. */
export type Part = string | Uint8Array | Promise<unknown>

export type Behaviour = {
  status?: number
  headers?: Record<string, string>
  body?: readonly Part[]
  /** cut: the connection is destroyed without an end. hang: it stays open until the client or the test ends it. */
  ending?: 'clean' | 'cut' | 'hang'
}

export type ReceivedRequest = {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  body: unknown
}

export type LyingProvider = {
  /** Ends in /v1. */
  url: string
  /** All requests so far, oldest first. */
  requests: ReceivedRequest[]
  close: () => Promise<void>
}

/**
 * Starts on a free port of the loopback. A list is used up request by request, then answered with 500;
 * a function decides by the request and its number, from 0.
 */
export async function startLyingProvider(
  script: readonly Behaviour[] | ((request: ReceivedRequest, number: number) => Behaviour),
): Promise<LyingProvider> {
  const requests: ReceivedRequest[] = []
  const server = createServer(async (incoming, response) => {
    const pieces: Buffer[] = []
    for await (const piece of incoming) pieces.push(piece as Buffer)
    const text = Buffer.concat(pieces).toString('utf8')
    const request: ReceivedRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: text === '' ? null : JSON.parse(text),
    }
    const number = requests.push(request) - 1
    const behaviour = typeof script === 'function' ? script(request, number) : (script[number] ?? overtime)
    await behave(response, behaviour)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const overtime: Behaviour = {
  status: 500,
  body: ['{"error":{"message":"The script of this test is over."}}'],
}

async function behave(response: ServerResponse, behaviour: Behaviour): Promise<void> {
  const {
    status = 200,
    headers = { 'content-type': 'text/event-stream' },
    body = [],
    ending = 'clean',
  } = behaviour
  response.writeHead(status, headers)
  response.flushHeaders()
  for (const part of body) {
    if (part instanceof Promise) await part
    else if (!response.destroyed) await new Promise<void>((resolve) => response.write(part, () => resolve()))
  }
  if (ending === 'clean') response.end()
  else if (ending === 'cut') response.destroy()
}

/** Events as they stand in a stream: one `data:` line each. A string is sent as it is, such as "[DONE]". */
export function sse(...events: readonly unknown[]): string {
  return events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('')
}

export const jsonHeaders = { 'content-type': 'application/json' }

/** A well-behaved Responses stream of these items. */
export function responsesReply(...items: readonly unknown[]): Behaviour {
  const done = items.map((item, index) => ({ type: 'response.output_item.done', output_index: index, item }))
  return { body: [sse(...done, { type: 'response.completed', response: { id: 'r', status: 'completed' } })] }
}

/** A well-behaved Chat Completions stream with one message. */
export function chatReply(
  message: Record<string, unknown>,
  finish = message.tool_calls ? 'tool_calls' : 'stop',
): Behaviour {
  const chunk = (delta: unknown, reason: string | null) => ({
    choices: [{ index: 0, delta, finish_reason: reason }],
  })
  return { body: [sse(chunk({ role: 'assistant', ...message }, null), chunk({}, finish), '[DONE]')] }
}
