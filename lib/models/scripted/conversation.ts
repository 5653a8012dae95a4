// What a script sees of a request: the same for both APIs, and nothing but the content of the conversation.
// Pure, and forgiving: the caller may be any engine.

import { asList, asRecord, asText, type Loose } from '../loose-json.ts'

export type Entry =
  | { kind: 'user'; text: string }
  | { kind: 'assistant'; text: string }
  | { kind: 'call'; callId: string; name: string; arguments: string }
  | { kind: 'output'; callId: string; text: string }

export type Conversation = {
  model: string
  /** Names of the tools that are offered. */
  tools: ReadonlySet<string>
  entries: readonly Entry[]
}

export function readResponsesRequest(body: unknown): Conversation {
  const { model, tools, input } = asRecord(body)
  const entries =
    typeof input === 'string' ? [user(input)] : asList(input).flatMap((item) => readItem(asRecord(item)))
  return { model: asText(model), tools: toolNames(tools), entries }
}

export function readChatRequest(body: unknown): Conversation {
  const { model, tools, messages } = asRecord(body)
  return {
    model: asText(model),
    tools: toolNames(tools),
    entries: asList(messages).flatMap((message) => readMessage(asRecord(message))),
  }
}

function readItem(item: Loose): Entry[] {
  switch (asText(item.type)) {
    case 'function_call':
    case 'custom_tool_call':
      return [
        {
          kind: 'call',
          callId: asText(item.call_id),
          name: asText(item.name),
          arguments: asText(item.arguments) || JSON.stringify({ input: asText(item.input) }),
        },
      ]
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [{ kind: 'output', callId: asText(item.call_id), text: textOf(item.output) }]
    case 'message':
    case '':
      return readMessage(item)
    default:
      return []
  }
}

function readMessage(message: Loose): Entry[] {
  const text = textOf(message.content)
  switch (asText(message.role)) {
    case 'user':
      return [user(text)]
    case 'assistant': {
      const calls = asList(message.tool_calls).map((call): Entry => {
        const { name, arguments: given } = asRecord(asRecord(call).function)
        return {
          kind: 'call',
          callId: asText(asRecord(call).id),
          name: asText(name),
          arguments: asText(given),
        }
      })
      return text === '' ? calls : [{ kind: 'assistant', text }, ...calls]
    }
    case 'tool':
      return [{ kind: 'output', callId: asText(message.tool_call_id), text }]
    default:
      return []
  }
}

function user(text: string): Entry {
  return { kind: 'user', text }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return asList(content)
    .map((part) => asText(asRecord(part).text))
    .join('')
}

function toolNames(tools: unknown): ReadonlySet<string> {
  const names = asList(tools).map(
    (tool) => asText(asRecord(tool).name) || asText(asRecord(asRecord(tool).function).name),
  )
  return new Set(names)
}
