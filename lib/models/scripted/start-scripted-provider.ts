// The scripted model as a provider over real HTTP, for people without a key and for tests.
// It speaks both APIs and keeps no state: what it answers follows from the request alone. It listens on the loopback only.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ATTEMPT_HEADER } from '../call-model.ts'
import { parseJson } from '../loose-json.ts'
import { chooseReply, type ScriptedReply } from './choose-reply.ts'
import { type Conversation, readChatRequest, readResponsesRequest } from './conversation.ts'
import { scriptedModels } from './scenarios.ts'
import type { Fault } from './steps.ts'
import { chatPieces, type Piece, responsesPieces } from './stream-reply.ts'

export type ScriptedProviderOptions = {
  /** 0 or nothing: a free one. */
  port?: number
  /** Pause before each piece that a reader sees, in milliseconds; default 15. Tests use 0. */
  pieceDelayMs?: number
}

export type ScriptedProvider = {
  /** The base URL, ending in /v1. */
  url: string
  close: () => Promise<void>
}

const MOST_BYTES = 64 * 1024 * 1024

export async function startScriptedProvider(
  options: ScriptedProviderOptions = {},
): Promise<ScriptedProvider> {
  const { port = 0, pieceDelayMs = 15 } = options
  const server = createServer((request, response) => {
    // A client that went away is no fault; anything else is ours, and an answer is better than a hanging request.
    answer(request, response, pieceDelayMs).catch(() => {
      if (response.headersSent) response.destroy()
      else sendError(response, 500, 'script_failed', 'The script failed.')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${address.port}/v1`, close: () => closeServer(server) }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  pieceDelayMs: number,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0]
  if (request.method === 'GET' && path === '/v1/models') return sendModels(response)
  const api = path === '/v1/responses' ? 'responses' : path === '/v1/chat/completions' ? 'chat' : null
  if (request.method !== 'POST' || api === null) {
    return sendError(response, 404, 'not_found', 'There is nothing at this address.')
  }
  const text = await readText(request)
  const body = text === null ? undefined : parseJson(text)
  if (text === null || body === undefined)
    return sendError(response, 400, 'invalid_json', 'The request is not JSON.')

  const conversation = api === 'responses' ? readResponsesRequest(body) : readChatRequest(body)
  if (!scriptedModels.includes(conversation.model)) {
    const message = `There is no such script. These exist: ${scriptedModels.join(', ')}.`
    return sendError(response, 404, 'model_not_found', message)
  }
  const reply = chooseReply(conversation, readAttempt(request))
  if (reply.fault === 'busy')
    return sendError(response, 429, 'rate_limit_exceeded', 'The script plays a busy provider.', pieceDelayMs)
  if (reply.fault === 'broken')
    return sendError(response, 500, 'server_error', 'The script plays a provider that failed.')
  await stream(
    response,
    piecesOf(api, reply, conversation, text.length),
    pieceDelayMs,
    reply.fault,
    api === 'chat',
  )
}

function piecesOf(
  api: 'responses' | 'chat',
  reply: ScriptedReply,
  { entries }: Conversation,
  requestLength: number,
): Piece[] {
  const numbering = { calls: entries.filter((entry) => entry.kind === 'call').length, requestLength }
  return api === 'responses' ? responsesPieces(reply, numbering) : chatPieces(reply, numbering)
}

async function stream(
  response: ServerResponse,
  pieces: readonly Piece[],
  pieceDelayMs: number,
  fault: Fault | undefined,
  sentinel: boolean,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const sent = fault === 'cut' ? pieces.slice(0, Math.ceil(pieces.length / 2)) : pieces
  for (const { event, visible } of sent) {
    if (visible && pieceDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, pieceDelayMs))
    if (response.destroyed) return
    response.write(
      `event: ${(event as { type?: string }).type ?? 'message'}\ndata: ${JSON.stringify(event)}\n\n`,
    )
  }
  if (fault === 'cut') {
    // Only after the bytes left, or the client would see a refused request instead of a cut one.
    response.write(': cut\n\n', () => response.destroy())
    return
  }
  response.end(sentinel ? 'data: [DONE]\n\n' : undefined)
}

function readAttempt(request: IncomingMessage): number | null {
  const attempt = Number(request.headers[ATTEMPT_HEADER])
  return Number.isInteger(attempt) && attempt > 0 ? attempt : null
}

/** null if it is larger than any conversation can be. */
async function readText(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > MOST_BYTES) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function sendModels(response: ServerResponse): void {
  const data = scriptedModels.map((id) => ({ id, object: 'model', owned_by: 'script' }))
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ object: 'list', data }))
}

function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  pieceDelayMs = 0,
): void {
  const headers = {
    'content-type': 'application/json',
    ...(status === 429 ? { 'retry-after': pieceDelayMs > 0 ? '1' : '0' } : {}),
  }
  response.writeHead(status, headers).end(JSON.stringify({ error: { type: code, code, message } }))
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
