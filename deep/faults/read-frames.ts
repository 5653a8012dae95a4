// What goes over a connection to Postgres (protocol 3, without TLS), cut into its messages. Only as much of each message
// as somebody needs who watches transactions. Knows no sockets.

/** type '' is what a client says first, which has no type. */
export type Frame = { type: string; bytes: Buffer }

/** `greets`: the first message is one without a type, as clients send it. Answers the messages that are complete. */
export function readFrames(greets: boolean): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0)
  let greeting = greets
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    for (;;) {
      const head = greeting ? 0 : 1
      if (rest.length < head + 4) return frames
      const length = head + rest.readInt32BE(head)
      if (rest.length < length) return frames
      frames.push({ type: greeting ? '' : String.fromCharCode(rest[0]!), bytes: rest.subarray(0, length) })
      greeting = false
      rest = rest.subarray(length)
    }
  }
}

/** Reads strings that end in a zero byte, one after the other. */
function texts({ bytes }: Frame): { next(): string; at(): number } {
  let at = 5
  return {
    next() {
      const end = bytes.indexOf(0, at)
      const text = bytes.toString('utf8', at, end)
      at = end + 1
      return text
    },
    at: () => at,
  }
}

export function readParse(frame: Frame): { statement: string; sql: string } {
  const text = texts(frame)
  return { statement: text.next(), sql: text.next() }
}

/** Parameters as text; those in binary come out as whatever their bytes mean in UTF-8. */
export function readBind(frame: Frame): { portal: string; statement: string; values: (string | null)[] } {
  const { bytes } = frame
  const text = texts(frame)
  const [portal, statement] = [text.next(), text.next()]
  let at = text.at()
  at += 2 + bytes.readInt16BE(at) * 2
  const count = bytes.readInt16BE(at)
  at += 2
  const values: (string | null)[] = []
  for (let i = 0; i < count; i += 1) {
    const length = bytes.readInt32BE(at)
    at += 4
    values.push(length < 0 ? null : bytes.toString('utf8', at, at + length))
    at += Math.max(0, length)
  }
  return { portal, statement, values }
}

/** The one string that a message begins with: the portal of Execute, the SQL of Query, the tag of CommandComplete. */
export const readFirst = (frame: Frame): string => texts(frame).next()
