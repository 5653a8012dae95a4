// From what viewers saw to figures: how late each token was, and how many bytes a character took.
import { sum } from '../report/summarize.ts'
import { delays } from './follow-text.ts'
import type { Streamed } from './stream.ts'
import { textOf, tokenAt } from './token-text.ts'

export type Judged = {
  /** Milliseconds per token, from the model's mouth to the page's memory. */
  steadyDelays: number[]
  /** The same where the line was cut, the time without a line included. */
  unsteadyDelays: number[]
  characters: number
  /** Characters that steady viewers were sent. */
  steadyCharacters: number
  /** Bytes on the sockets of steady viewers: of the frames with text, of those with events, and of everything. */
  textBytes: number
  eventBytes: number
  allBytes: number
  lost: number
  repeated: number
  wrong: number
  cuts: number
  /** Viewers whose line was cut again and again. */
  unsteady: number
}

export function judgeStream({ viewers, written }: Streamed): Judged {
  const late = viewers.map(({ arrivals, replies }, session) =>
    replies.flatMap(([from, to], number) =>
      delays(endsOf(session, from, to), written.saidAt[session]!.slice(from, to), arrivals[number]!),
    ),
  )
  const characters = viewers.map(({ replies }, session) =>
    sum(replies.map((reply) => textOf(session, reply).length)),
  )
  const steady = viewers.filter((viewer) => viewer.steady)
  const framesOf = (...names: string[]) =>
    sum(steady.flatMap(({ bytes }) => names.map((name) => bytes.frames[name] ?? 0)))
  return {
    steadyDelays: late.filter((_, session) => viewers[session]!.steady).flat(),
    unsteadyDelays: late.filter((_, session) => !viewers[session]!.steady).flat(),
    characters: sum(characters),
    steadyCharacters: sum(characters.filter((_, session) => viewers[session]!.steady)),
    textBytes: framesOf('item', 'd'),
    eventBytes: framesOf('events'),
    allBytes: sum(steady.map(({ bytes }) => bytes.received)),
    lost: sum(viewers.map(({ account }) => account.lost)),
    repeated: sum(viewers.map(({ account }) => account.repeated)),
    wrong: sum(viewers.map(({ account }) => account.wrong)),
    cuts: sum(viewers.map((viewer) => viewer.cuts)),
    unsteady: viewers.length - steady.length,
  }
}

/** Length of the reply's text after each of its tokens. */
function endsOf(session: number, from: number, to: number): number[] {
  const ends: number[] = []
  let length = 0
  for (let token = from; token < to; token += 1) {
    length += tokenAt(session, token).length
    ends.push(length)
  }
  return ends
}
