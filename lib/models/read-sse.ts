// Turns bytes into server-sent events, however they were cut on the way.
// Pure: it holds at most one unfinished event, and says when that grows too large. It does not look into the data.

export type SseEvent = {
  /** The text of all its data lines. */
  data: string
  /** Some of its bytes were not UTF-8 and became U+FFFD. */
  damaged: boolean
}

export type SseReader = {
  /** Answers the events that are complete now, or 'too-large'. */
  push: (bytes: Uint8Array) => SseEvent[] | 'too-large'
  /** After the last byte: the event that had no blank line after it, if there is one. */
  end: () => SseEvent[]
}

const LF = 10
const CR = 13

export function readSse(maxEventBytes: number): SseReader {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const forgiving = new TextDecoder('utf-8', { ignoreBOM: true })
  let pieces: Uint8Array[] = []
  let lineBytes = 0
  let eventBytes = 0
  let data: string[] = []
  let damaged = false
  let afterCarriageReturn = false
  let firstLine = true

  function decode(bytes: Uint8Array): string {
    try {
      return strict.decode(bytes)
    } catch {
      damaged = true
      return forgiving.decode(bytes)
    }
  }

  /** Takes one line without its end; answers an event if the line closed one. */
  function takeLine(events: SseEvent[]): void {
    // Lines are joined only when complete, so that a megabyte in small pieces is not copied again and again.
    const bytes = pieces.length === 1 ? pieces[0]! : joinBytes(pieces, lineBytes)
    pieces = []
    lineBytes = 0
    let line = decode(bytes)
    if (firstLine && line.startsWith('\uFEFF')) line = line.slice(1)
    firstLine = false
    if (line === '') {
      closeEvent(events)
      return
    }
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
    else if (line === 'data') data.push('')
  }

  function closeEvent(events: SseEvent[]): void {
    if (data.length > 0) events.push({ data: data.join('\n'), damaged })
    data = []
    damaged = false
    eventBytes = 0
  }

  return {
    push(bytes) {
      const events: SseEvent[] = []
      let start = 0
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at]
        if (byte !== LF && byte !== CR) {
          afterCarriageReturn = false
          continue
        }
        const pairs = byte === LF && afterCarriageReturn
        afterCarriageReturn = byte === CR
        if (!pairs) {
          pieces.push(bytes.subarray(start, at))
          lineBytes += at - start
          takeLine(events)
        }
        start = at + 1
      }
      if (start < bytes.length) {
        // A copy: whoever gave us the bytes may use their buffer again.
        pieces.push(bytes.slice(start))
        lineBytes += bytes.length - start
      }
      eventBytes = events.length > 0 ? lineBytes : eventBytes + bytes.length
      return eventBytes > maxEventBytes ? 'too-large' : events
    },
    end() {
      const events: SseEvent[] = []
      if (lineBytes > 0) takeLine(events)
      closeEvent(events)
      return events
    },
  }
}

export function joinBytes(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
