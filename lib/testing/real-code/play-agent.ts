// An agent for one code base, as an HTTP provider: it looks, plans, patches, runs the tests and corrects itself.
// What it does next follows from the conversation alone. Each move says what its outputs have to show; where they do
// not, it answers with an error, which pauses the session and ends the test with the reason.
import {
  type Conversation,
  type Entry,
  readChatRequest,
  readResponsesRequest,
} from '../../models/scripted/conversation.ts'
import type { Call } from '../../models/scripted/steps.ts'
import {
  type Behaviour,
  chatReply,
  jsonHeaders,
  type LyingProvider,
  responsesReply,
  startLyingProvider,
} from '../provider.ts'

/** One reply. Without calls it ends the turn. */
export type Move = { say: string; calls?: readonly Call[]; sees?: readonly RegExp[] }

export type Playbook = {
  plan: readonly Move[]
  implement: readonly Move[]
  /** After checks that failed. */
  correct?: readonly Move[]
}

export async function playAgent(api: 'responses' | 'chat', playbook: Playbook): Promise<LyingProvider> {
  return startLyingProvider((request, number) => {
    const conversation =
      api === 'responses' ? readResponsesRequest(request.body) : readChatRequest(request.body)
    const move = nextMove(conversation, playbook)
    if (typeof move === 'string') return complain(move)
    const calls = (move.calls ?? []).map((call, index) => ({
      id: `call_${number}_${index}`,
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    }))
    return api === 'responses' ? asResponse(move.say, calls) : asChat(move.say, calls)
  })
}

/** A sentence when the outputs are not what the agent counts on. */
function nextMove({ entries, tools }: Conversation, playbook: Playbook): Move | string {
  const asked = entries.findLastIndex((entry) => entry.kind === 'user')
  const moves = movesFor(entries[asked], tools, playbook)
  let outputs = entries.slice(asked).flatMap((entry) => (entry.kind === 'output' ? [entry.text] : []))
  for (const move of moves) {
    if (outputs.length === 0) return move
    const count = move.calls?.length ?? 0
    for (const [index, pattern] of (move.sees ?? []).entries()) {
      if (!pattern.test(outputs[index] ?? ''))
        return `After "${move.say}" the agent does not see ${pattern}, but: ${outputs[index]?.slice(-1500)}`
    }
    outputs = outputs.slice(count)
  }
  return 'The agent has played all its moves and is asked again.'
}

function movesFor(asked: Entry | undefined, tools: ReadonlySet<string>, playbook: Playbook) {
  if (tools.has('propose_plan')) return playbook.plan
  const failed = asked?.kind === 'user' && asked.text.startsWith('The checks failed')
  return failed ? (playbook.correct ?? []) : playbook.implement
}

const complain = (message: string): Behaviour => ({
  status: 400,
  headers: jsonHeaders,
  body: [JSON.stringify({ error: { message } })],
})

type MadeCall = { id: string; name: string; arguments: string }

function asResponse(say: string, calls: readonly MadeCall[]): Behaviour {
  return responsesReply(
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: say }] },
    ...calls.map((call) => ({
      type: 'function_call',
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
    })),
  )
}

function asChat(say: string, calls: readonly MadeCall[]): Behaviour {
  const tool_calls = calls.map((call, index) => ({
    index,
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }))
  return chatReply({ content: say, ...(calls.length > 0 ? { tool_calls } : {}) })
}
