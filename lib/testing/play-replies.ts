// A provider for tests of runs: each session has a script of its own, found by the name of its model, so that many sessions
// can play at once in one installation. Speaks Responses or Chat, well or as badly as a script wants.
import { modelKeyPlace, seal } from '../auth/seal.ts'
import type { ModelApi } from '../models/model.ts'
import {
  type Behaviour,
  chatReply,
  type ReceivedRequest,
  responsesReply,
  startLyingProvider,
} from './provider.ts'
import type { Installation } from './start-installation.ts'

type Call = { name: string; arguments: object }
export type Script = (request: ReceivedRequest, number: number) => Behaviour

export type Replies = {
  url: string
  /** What the model of this name was sent, oldest first. */
  requests(model: string): ReceivedRequest[]
  play(model: string, script: Script): void
  /** The endpoint of the settings from now on, as a person would set it. */
  configure(here: Installation, api: ModelApi, apiKey?: string): Promise<void>
  close(): Promise<void>
}

export async function playReplies(): Promise<Replies> {
  const scripts = new Map<string, Script>()
  const counts = new Map<string, number>()
  const provider = await startLyingProvider((request) => {
    const { model = '' } = (request.body ?? {}) as { model?: string }
    const number = counts.get(model) ?? 0
    counts.set(model, number + 1)
    return scripts.get(model)?.(request, number) ?? { status: 404, body: [`no script for ${model}`] }
  })
  return {
    url: provider.url,
    requests: (model) =>
      provider.requests.filter((request) => (request.body as { model?: string } | null)?.model === model),
    play: (model, script) => void scripts.set(model, script),
    async configure(here, api, apiKey = 'test-key') {
      const value = { baseUrl: provider.url, model: 'default', api }
      const secret = seal(apiKey, modelKeyPlace)
      await here.db.setting.upsert({
        where: { name: 'model' },
        create: { name: 'model', value, secret },
        update: { value, secret },
      })
    },
    close: provider.close,
  }
}

/** Replies in order; after the last one the agent only says that it is done. */
export const inOrder =
  (...replies: (Behaviour | ((request: ReceivedRequest) => Behaviour))[]): Script =>
  (request, number) => {
    const reply = replies[number] ?? words('Done.')
    return typeof reply === 'function' ? reply(request) : reply
  }

const message = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
})
let calls = 0
export const callItem = (call: Call) => ({
  type: 'function_call',
  call_id: `call_${++calls}`,
  name: call.name,
  arguments: JSON.stringify(call.arguments),
})

/** Over Responses: only words, which end the turn; or words and calls. */
export const words = (text: string): Behaviour => responsesReply(message(text))
export const act = (text: string, ...list: Call[]): Behaviour =>
  responsesReply(message(text), ...list.map(callItem))
export const chatWords = (text: string): Behaviour => chatReply({ content: text })

export const run = (cmd: string, more: object = {}): Call => ({
  name: 'exec_command',
  arguments: { cmd, ...more },
})
export const patch = (...lines: string[]): Call => ({
  name: 'apply_patch',
  arguments: { input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') },
})
export const addFile = (path: string, text = 'new'): Call =>
  patch(`*** Add File: ${path}`, ...text.split('\n').map((line) => `+${line}`))
