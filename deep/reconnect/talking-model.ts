// A provider whose model talks at an even pace until it is told to end its reply: numbered words, so that a gap, a repetition or a
// wrong order shows at a glance. Speaks Chat Completions over real HTTP on the loopback.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sse } from '../../lib/testing/provider.ts'

const wordsPerSecond = 30

export type TalkingModel = {
  /** Ends in /v1. */
  url: string
  /** The reply that is being said ends here, with all that was said; answers its text. */
  finish: () => string
  close: () => Promise<void>
}

type Talk = { said: string[]; timer: NodeJS.Timeout; response: ServerResponse }

const chunk = (content: string, reason: string | null = null) =>
  sse({ choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: reason }] })

async function readBody(request: IncomingMessage): Promise<{ tools?: unknown[] }> {
  let text = ''
  for await (const part of request) text += part
  return JSON.parse(text)
}

export async function startTalkingModel(): Promise<TalkingModel> {
  let talk: Talk | null = null
  const begin = (response: ServerResponse): Talk => {
    const said: string[] = []
    const timer = setInterval(() => {
      said.push(`w${said.length + 1}${said.length % 12 === 11 ? '\n' : ' '}`)
      response.write(chunk(said.at(-1)!))
    }, 1000 / wordsPerSecond)
    response.on('close', () => clearInterval(timer))
    return { said, timer, response }
  }
  const end = (response: ServerResponse) => response.end(chunk('', 'stop') + sse('[DONE]'))

  const server = createServer(async (request, response) => {
    if (!request.url?.endsWith('/chat/completions')) return void response.writeHead(404).end()
    const { tools = [] } = await readBody(request)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    // With at most one tool it is only asked whether it is there.
    if (tools.length <= 1) {
      response.write(chunk('Here.'))
      end(response)
    } else talk = begin(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    finish() {
      if (!talk) throw new Error('the model was not asked to talk')
      const { said, timer, response } = talk
      clearInterval(timer)
      end(response)
      return said.join('')
    },
    async close() {
      if (talk) clearInterval(talk.timer)
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
