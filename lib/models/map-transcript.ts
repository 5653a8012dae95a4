// Maps the canonical transcript to what each API takes. Always the full history; ids of the provider are never replayed.
// Only plain function tools and text outputs, because that is all that every compatible server understands.

import type OpenAI from 'openai'
import { isJsonObject } from './loose-json.ts'
import type { ToolDefinition, TranscriptItem } from './model.ts'

type ResponsesInput = OpenAI.Responses.ResponseInputItem
type ChatMessage = OpenAI.Chat.ChatCompletionMessageParam

/** `encryptedReasoning`: whether the endpoint takes its own encrypted reasoning back. Without, reasoning is left out. */
export function toResponsesInput(
  transcript: readonly TranscriptItem[],
  encryptedReasoning: boolean,
): { instructions: string; input: ResponsesInput[] } {
  const instructions: string[] = []
  const input: ResponsesInput[] = []
  for (const item of transcript) {
    switch (item.type) {
      case 'instructions':
        instructions.push(item.text)
        break
      case 'user':
        input.push({ type: 'message', role: 'user', content: [{ type: 'input_text', text: item.text }] })
        break
      case 'assistant':
        // Without an id this is the only form of a past reply that all servers take.
        input.push({ role: 'assistant', content: item.text })
        break
      case 'reasoning':
        if (encryptedReasoning && item.encrypted !== undefined) {
          const summary = item.summary === '' ? [] : [{ type: 'summary_text' as const, text: item.summary }]
          // The type asks for an id; with store:false the servers do not, and would refuse one that they did not keep.
          input.push({
            type: 'reasoning',
            summary,
            encrypted_content: item.encrypted,
          } as unknown as ResponsesInput)
        }
        break
      case 'tool-call':
        input.push({
          type: 'function_call',
          call_id: item.callId,
          name: item.name,
          arguments: replayable(item.arguments),
        })
        break
      case 'tool-result':
        input.push({ type: 'function_call_output', call_id: item.callId, output: item.output })
        break
      default:
        item satisfies never
    }
  }
  return { instructions: instructions.join('\n\n'), input }
}

/** One reply becomes one assistant message: its text and all its calls. */
export function toChatMessages(transcript: readonly TranscriptItem[]): ChatMessage[] {
  const messages: ChatMessage[] = []
  let reply: OpenAI.Chat.ChatCompletionAssistantMessageParam | null = null
  const openReply = () => {
    if (reply === null) {
      reply = { role: 'assistant', content: null }
      messages.push(reply)
    }
    return reply
  }
  for (const item of transcript) {
    switch (item.type) {
      case 'instructions':
        messages.push({ role: 'system', content: item.text })
        break
      case 'user':
        reply = null
        messages.push({ role: 'user', content: item.text })
        break
      case 'assistant': {
        const message = openReply()
        message.content = message.content ? `${message.content}\n\n${item.text}` : item.text
        break
      }
      case 'reasoning':
        break
      case 'tool-call': {
        const message = openReply()
        const call = { name: item.name, arguments: replayable(item.arguments) }
        message.tool_calls = [
          ...(message.tool_calls ?? []),
          { id: item.callId, type: 'function', function: call },
        ]
        break
      }
      case 'tool-result':
        reply = null
        messages.push({ role: 'tool', tool_call_id: item.callId, content: item.output })
        break
      default:
        item satisfies never
    }
  }
  return messages
}

export function toResponsesTools(tools: readonly ToolDefinition[]): OpenAI.Responses.FunctionTool[] {
  return tools.map((tool) => ({ type: 'function', strict: false, ...tool }))
}

export function toChatTools(tools: readonly ToolDefinition[]): OpenAI.Chat.ChatCompletionFunctionTool[] {
  return tools.map((tool) => ({ type: 'function', function: { ...tool } }))
}

/** Some servers parse the arguments of past calls and fail for good on one that was never valid. */
function replayable(json: string): string {
  return isJsonObject(json) ? json : JSON.stringify({ unreadable_arguments: json })
}
