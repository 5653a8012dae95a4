// Providers that lie, stop, shout and refuse, in both APIs: the job ends, or pauses with a sentence; and the log stays readable.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellStory } from '../domain/story.ts'
import type { ModelApi } from '../models/model.ts'
import type { Event } from '../protocol/events.ts'
import { beginSession, type Drive, ofType } from '../testing/drive-session.ts'
import { playReplies, type Replies } from '../testing/play-replies.ts'
import { type Behaviour, chatReply, jsonHeaders, responsesReply, sse } from '../testing/provider.ts'
import { type Installation, startInstallation } from '../testing/start-installation.ts'

let here: Installation
let replies: Replies
let projectId: string
beforeAll(async () => {
  here = await startInstallation()
  replies = await playReplies()
  projectId = await here.addSampleProject({ checks: [], mustPass: [] })
})
afterAll(async () => {
  await replies?.close()
  await here?.stop()
})

const patch = '*** Begin Patch\n*** Add File: made.txt\n+made\n*** End Patch'
const error = (status: number, message: string): Behaviour => ({
  status,
  headers: jsonHeaders,
  body: [JSON.stringify({ error: { message } })],
})
const cmd = (line: string) => JSON.stringify({ cmd: line })

/** What both APIs can say; each in its own words. */
const speak = {
  responses: {
    words: (text: string) =>
      responsesReply({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }),
    call: (name: string, args: unknown) =>
      responsesReply({ type: 'function_call', call_id: 'c1', name, arguments: args }),
    raw: (bytes: string | Uint8Array): Behaviour => ({ body: [bytes] }),
    half: (): Behaviour => ({
      body: [sse({ type: 'response.output_text.delta', output_index: 0, delta: 'Half a sen' })],
      ending: 'cut',
    }),
    badText: (text: Uint8Array): Behaviour => ({
      body: [
        'data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"',
        text,
        '"}]}}\n\n',
        sse({ type: 'response.completed', response: { id: 'r', status: 'completed' } }),
      ],
    }),
  },
  chat: {
    words: (text: string) => chatReply({ content: text }),
    call: (name: string, args: unknown) =>
      chatReply({
        tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name, arguments: args } }],
      }),
    raw: (bytes: string | Uint8Array): Behaviour => ({ body: [bytes] }),
    half: (): Behaviour => ({
      body: [sse({ choices: [{ index: 0, delta: { content: 'Half a sen' }, finish_reason: null }] })],
      ending: 'cut',
    }),
    badText: (text: Uint8Array): Behaviour => ({
      body: [
        'data: {"choices":[{"index":0,"delta":{"content":"',
        text,
        '"},"finish_reason":"stop"}]}\n\n',
        'data: [DONE]\n\n',
      ],
    }),
  },
}

/** Odd in one API only. */
const odd: Record<ModelApi, Record<string, Behaviour>> = {
  responses: {
    'only output_item.done and completed': speak.responses.call(
      'apply_patch',
      JSON.stringify({ input: patch }),
    ),
    'a reply that was not streamed': {
      headers: jsonHeaders,
      body: [
        JSON.stringify({
          id: 'r',
          status: 'completed',
          output: [
            {
              type: 'function_call',
              call_id: 'c',
              name: 'apply_patch',
              arguments: JSON.stringify({ input: patch }),
            },
          ],
        }),
      ],
    },
  },
  chat: {
    'tool calls without index or type, and no finish_reason': {
      body: [
        sse(
          {
            choices: [
              {
                delta: {
                  tool_calls: [
                    {
                      id: 'x',
                      function: { name: 'apply_patch', arguments: JSON.stringify({ input: patch }) },
                    },
                  ],
                },
              },
            ],
          },
          '[DONE]',
        ),
      ],
    },
    'a reply that was not streamed': {
      headers: jsonHeaders,
      body: [
        JSON.stringify({
          choices: [
            {
              message: { tool_calls: [{ function: { name: 'apply_patch', arguments: { input: patch } } }] },
              finish_reason: 'tool_calls',
            },
          ],
        }),
      ],
    },
  },
}

async function play(api: ModelApi, name: string, list: readonly Behaviour[]): Promise<Drive> {
  const model = `${api} ${name}`
  replies.play(model, (_, number) => list[number] ?? speak[api].words('Done.'))
  return beginSession(here, { projectId, mode: 'direct', model: { provider: 'configured', name: model } })
}

/** Read back from the database, every event parses; the story folds, and nothing in it is half a character. */
async function readable(session: Drive): Promise<Event[]> {
  const events = await session.events()
  const text = JSON.stringify(tellStory(events))
  expect(text.isWellFormed()).toBe(true)
  expect(text).not.toContain('\\u0000')
  for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(60_000)
  return events
}

describe.each(['responses', 'chat'] as const)('over %s', (api) => {
  const say = speak[api]
  beforeAll(() => replies.configure(here, api))

  describe.concurrent('the job goes on', () => {
    test.each<[string, Behaviour[]]>([
      ...Object.entries(odd[api]).map(([name, one]): [string, Behaviour[]] => [name, [one]]),
      ['arguments as an object', [say.call('apply_patch', { input: patch })]],
      [
        'arguments encoded twice',
        [say.call('apply_patch', JSON.stringify(JSON.stringify({ input: patch })))],
      ],
      [
        '429, then success',
        [
          { ...error(429, 'Slow down.'), headers: { ...jsonHeaders, 'retry-after-ms': '10' } },
          say.call('apply_patch', JSON.stringify({ input: patch })),
        ],
      ],
      ['a stream cut in the middle', [say.half(), say.call('apply_patch', JSON.stringify({ input: patch }))]],
      [
        'JSON that is none',
        [
          say.raw('data: {"type": nonsense\n\ndata: [DONE]\n\n'),
          say.call('apply_patch', JSON.stringify({ input: patch })),
        ],
      ],
    ])('after %s', async (name, list) => {
      const session = await play(api, name, list)
      const review = await session.reviewed()
      expect(review.data.hunks.map((hunk) => hunk.path)).toEqual(['made.txt'])
      const events = await readable(session)
      const failed = ofType(events, 'model.failed')
      expect(failed).toHaveLength(list.length - 1)
      // What failed was tried again, and people see when.
      for (const one of failed) expect(one.data.retryInMs).not.toBeNull()
    })
  })

  describe.concurrent('whatever it says', () => {
    test('a megabyte of words lies beside the log, whole', async () => {
      const session = await play(api, 'much', [say.words('ö'.repeat(500_000))])
      await session.reviewed()
      const reply = ofType(await readable(session), 'model.replied')[0]!
      expect(reply.data.text).toMatchObject({ bytes: 1_000_000 })
    })

    test('a megabyte of arguments is refused in words, not by a crash', async () => {
      const session = await play(api, 'long command', [say.call('exec_command', cmd('x'.repeat(1_000_000)))])
      await session.reviewed()
      const [finished] = ofType(await readable(session), 'tool.finished')
      expect(finished?.data).toMatchObject({ outcome: 'failed' })
      expect(finished?.data.output).toContain('longer than 20000 characters')
    })

    test('bytes that are no text', async () => {
      const session = await play(api, 'bytes', [say.badText(Uint8Array.of(0x61, 0xff, 0xfe, 0x62))])
      await session.reviewed()
      const reply = ofType(await readable(session), 'model.replied')[0]!
      expect(reply.data.text).toBe('a\ufffd\ufffdb')
      expect(reply.data.repairs).not.toEqual([])
    })

    test('NUL and half characters, in its words and in the output of its commands', async () => {
      const session = await play(api, 'nul', [
        say.words('a\u0000b\ud800'),
        say.call('exec_command', cmd('printf "x\\000y\\377z"')),
      ])
      await session.reviewed()
      const reply = ofType(await readable(session), 'model.replied')[0]!
      expect(reply.data.text).toBe('a\u2400b\ufffd')
      await session.say('Now run it.')
      const finished = await session.waitFor('tool.finished')
      expect(finished.data.output).toContain('x\u2400y\ufffdz')
      await session.waitFor('review.opened', finished.seq)
      await readable(session)
    })

    test('an id of a call as long as a book', async () => {
      const long = 'id'.repeat(20_000)
      const text = JSON.stringify(
        api === 'responses' ? say.call('exec_command', cmd('true')) : say.call('exec_command', cmd('true')),
      )
      const session = await play(api, 'long id', [JSON.parse(text.replaceAll('c1', long)) as Behaviour])
      await session.reviewed()
      const [finished] = ofType(await readable(session), 'tool.finished')
      expect(finished?.data.callId.length).toBeLessThan(200)
    })
  })

  describe('the job pauses, and says why', () => {
    test('a refused key: paused, nothing lost; with another key it goes on from there', async () => {
      const model = `${api} refused`
      replies.play(model, (request) =>
        String(request.headers.authorization).includes('good-key')
          ? say.words('Done with the good key.')
          : error(401, 'No such key.'),
      )
      const session = await beginSession(here, {
        projectId,
        mode: 'direct',
        model: { provider: 'configured', name: model },
      })
      const stop = await session.troubled()
      expect(stop.data).toMatchObject({
        reason: {
          kind: 'provider',
          code: 'key-refused',
          message: expect.stringContaining('Enter a valid key, then retry. It said: No such key.'),
        },
      })
      const row = await here.db.session.findUniqueOrThrow({ where: { id: session.sessionId } })
      expect(row.waitsFor).toBe('provider')
      await replies.configure(here, api, 'good-key')
      await session.retry()
      await here.waitFor(session.sessionId, 'review.opened', stop.seq)
      const events = await readable(session)
      expect(ofType(events, 'turn.started')).toHaveLength(1)
      expect(JSON.stringify(events)).not.toContain('test-key')
    })

    test('a web page in place of a reply', async () => {
      const session = await play(api, 'page', [say.raw('<html>Welcome</html>')])
      const stop = await session.troubled()
      expect(stop.data).toMatchObject({
        reason: { kind: 'provider', message: expect.stringContaining('answered with a web page') },
      })
      await readable(session)
    })

    test('an address that nobody knows', async () => {
      const session = await play(api, 'lost', [error(404, 'No such model.')])
      const stop = await session.troubled()
      expect(stop.data).toMatchObject({
        reason: { kind: 'provider', message: expect.stringContaining('Check the base URL') },
      })
      await readable(session)
    })
  })
})
