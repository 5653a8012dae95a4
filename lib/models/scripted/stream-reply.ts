// Writes a scripted reply as the events of either API, in small pieces, so that people see it stream.
// Pure: it answers the pieces; whoever sends them decides how fast.

import type { ScriptedReply } from './choose-reply.ts'

/** One thing to send; `visible` pieces are what a reader watches appear. */
export type Piece = { event: unknown; visible: boolean }

const WORDS = 14
const ARGUMENTS = 48

export type Numbering = {
  /** How many calls the conversation has so far: call ids go on from here. */
  calls: number
  /** Characters of the request, for a plausible count of tokens. */
  requestLength: number
}

export function responsesPieces(reply: ScriptedReply, numbering: Numbering): Piece[] {
  const pieces: Piece[] = [
    {
      event: { type: 'response.created', response: { id: RESPONSE, status: 'in_progress' } },
      visible: false,
    },
  ]
  const output: unknown[] = []
  const add = (
    item: Record<string, unknown>,
    open: Record<string, unknown>,
    between: (at: Place) => Piece[],
  ) => {
    const at = { output_index: output.length, item_id: String(item.id) }
    const { output_index } = at
    pieces.push(
      hidden({
        type: 'response.output_item.added',
        output_index,
        item: { ...item, ...open, status: 'in_progress' },
      }),
    )
    pieces.push(...between(at))
    const done = { ...item, status: 'completed' }
    pieces.push(hidden({ type: 'response.output_item.done', output_index, item: done }))
    output.push(done)
  }

  if (reply.reasoning) {
    const part = { type: 'summary_text', text: reply.reasoning }
    add({ type: 'reasoning', id: `rs_${numbering.calls}`, summary: [part] }, { summary: [] }, (at) => [
      hidden({
        type: 'response.reasoning_summary_part.added',
        ...at,
        summary_index: 0,
        part: { ...part, text: '' },
      }),
      ...shown(reply.reasoning!, WORDS, (delta) => ({
        type: 'response.reasoning_summary_text.delta',
        ...at,
        summary_index: 0,
        delta,
      })),
      hidden({
        type: 'response.reasoning_summary_text.done',
        ...at,
        summary_index: 0,
        text: reply.reasoning,
      }),
      hidden({ type: 'response.reasoning_summary_part.done', ...at, summary_index: 0, part }),
    ])
  }
  if (reply.say) {
    const part = { type: 'output_text', text: reply.say, annotations: [] }
    add(
      { type: 'message', id: `msg_${numbering.calls}`, role: 'assistant', content: [part] },
      { content: [] },
      (at) => [
        hidden({ type: 'response.content_part.added', ...at, content_index: 0, part: { ...part, text: '' } }),
        ...shown(reply.say!, WORDS, (delta) => ({
          type: 'response.output_text.delta',
          ...at,
          content_index: 0,
          delta,
        })),
        hidden({ type: 'response.output_text.done', ...at, content_index: 0, text: reply.say }),
        hidden({ type: 'response.content_part.done', ...at, content_index: 0, part }),
      ],
    )
  }
  for (const call of wireCalls(reply, numbering)) {
    const item = {
      type: 'function_call',
      id: `fc_${call.id}`,
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
    }
    add(item, { arguments: '' }, (at) => [
      ...shown(call.arguments, ARGUMENTS, (delta) => ({
        type: 'response.function_call_arguments.delta',
        ...at,
        delta,
      })),
      hidden({ type: 'response.function_call_arguments.done', ...at, arguments: call.arguments }),
    ])
  }
  const usage = countTokens(reply, numbering)
  const response = {
    id: RESPONSE,
    status: 'completed',
    output,
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.input + usage.output,
    },
  }
  pieces.push(hidden({ type: 'response.completed', response }))
  return pieces
}

export function chatPieces(reply: ScriptedReply, numbering: Numbering): Piece[] {
  const chunk = (delta: unknown, finish: string | null = null) => ({
    id: 'chatcmpl-script',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const pieces: Piece[] = [
    hidden(chunk({ role: 'assistant' })),
    ...shown(reply.reasoning ?? '', WORDS, (text) => chunk({ reasoning_content: text })),
    ...shown(reply.say ?? '', WORDS, (text) => chunk({ content: text })),
  ]
  for (const [index, call] of wireCalls(reply, numbering).entries()) {
    const first = { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }
    pieces.push(hidden(chunk({ tool_calls: [first] })))
    pieces.push(
      ...shown(call.arguments, ARGUMENTS, (text) =>
        chunk({ tool_calls: [{ index, function: { arguments: text } }] }),
      ),
    )
  }
  pieces.push(hidden(chunk({}, reply.calls.length > 0 ? 'tool_calls' : 'stop')))
  const usage = countTokens(reply, numbering)
  pieces.push(
    hidden({
      id: 'chatcmpl-script',
      object: 'chat.completion.chunk',
      choices: [],
      usage: {
        prompt_tokens: usage.input,
        completion_tokens: usage.output,
        total_tokens: usage.input + usage.output,
        completion_tokens_details: { reasoning_tokens: usage.reasoning },
      },
    }),
  )
  return pieces
}

type Place = { output_index: number; item_id: string }

const RESPONSE = 'resp_script'

function hidden(event: unknown): Piece {
  return { event, visible: false }
}

/** Cuts behind a space where it can, and never inside a character. */
function shown(text: string, size: number, wrap: (piece: string) => unknown): Piece[] {
  const pieces: Piece[] = []
  let open = ''
  for (const character of text) {
    open += character
    if (open.length < size && !(open.length >= size / 2 && character === ' ')) continue
    pieces.push({ event: wrap(open), visible: true })
    open = ''
  }
  if (open !== '') pieces.push({ event: wrap(open), visible: true })
  return pieces
}

/** Ids go on counting through the conversation, so that the same conversation gives the same ids and none comes twice. */
function wireCalls(
  reply: ScriptedReply,
  { calls }: Numbering,
): { id: string; name: string; arguments: string }[] {
  return reply.calls.map((call, at) => ({
    id: `call_${calls + at + 1}`,
    name: call.name,
    arguments: JSON.stringify(call.arguments),
  }))
}

/** A script has no tokens; four characters count as one, so that the counters have something to show. */
function countTokens(reply: ScriptedReply, { requestLength }: Numbering) {
  const reasoning = Math.ceil((reply.reasoning ?? '').length / 4)
  const words = (reply.say ?? '').length + JSON.stringify(reply.calls).length
  return { input: Math.ceil(requestLength / 4), output: reasoning + Math.ceil(words / 4), reasoning }
}
