// What the model of the bench says: ASCII words of about a model's token, the same for writer and reader. A running number
// now and then makes every stretch different, so that text which is lost or comes twice cannot hide.

const words = (
  'The boundary is compared with the first day of the month, so a card that ends today counts as expired. I move the ' +
  'comparison into one function, `isExpired(card, now)`, and call it before the gateway. Then the monthly job uses the same ' +
  'rule and counts what it leaves out. Next I run the tests: they should fail in one place only, where the old rule was written ' +
  'down twice.\n'
).match(/\s?\S{1,6}/g)!

/** The token number `index` (from 0) of a session. */
export function tokenAt(session: number, index: number): string {
  return index % 12 === 11 ? ` #${session}.${index}` : words[(session * 7 + index) % words.length]!
}

/** Replies as [first token, token after the last]: the first one is cut so that not all sessions end theirs at once. */
export function splitReplies(session: number, tokens: number, perReply: number): [number, number][] {
  const replies: [number, number][] = []
  let from = 0
  let length = 1 + ((session * 37) % perReply)
  while (from < tokens) {
    const to = Math.min(tokens, from + length)
    replies.push([from, to])
    from = to
    length = perReply
  }
  return replies
}

export function textOf(session: number, [from, to]: readonly [number, number]): string {
  let text = ''
  for (let index = from; index < to; index += 1) text += tokenAt(session, index)
  return text
}

/** Milliseconds of the clock that all processes of a machine share and that never goes back. */
export const clock = (): number => Number(process.hrtime.bigint()) / 1e6
