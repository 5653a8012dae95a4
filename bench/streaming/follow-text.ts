// Keeps account of one streaming text against what was really said: what came twice over the wire, what differs, what is
// missing in the end. Knows neither sockets nor clocks.

export type TextAccount = {
  /** Characters that arrived though they were there already. */
  repeated: number
  /** Characters that are not what was said at their place. */
  wrong: number
  /** Characters that were said and are not there in the end. */
  lost: number
}

/** `said` is the whole text, which may be known before it arrives. */
export function followText(said: string) {
  let held = 0
  const account: TextAccount = { repeated: 0, wrong: 0, lost: 0 }
  return {
    account: account as Readonly<TextAccount>,
    /** A piece as it arrives. A piece beyond what is held is not taken: it has to come again. */
    piece(offset: number, text: string): void {
      if (offset > held) return
      account.repeated += Math.min(held - offset, text.length)
      const fresh = text.slice(held - offset)
      account.wrong += countDifferent(fresh, said.slice(held, held + fresh.length))
      held += fresh.length
    },
    /** What a reader sees after the end. */
    end(shown: string): void {
      account.lost += Math.max(0, said.length - shown.length)
      account.repeated += Math.max(0, shown.length - said.length)
      account.wrong += countDifferent(shown.slice(0, said.length), said.slice(0, shown.length))
    },
  }
}

function countDifferent(one: string, other: string): number {
  if (one === other) return 0
  let different = Math.abs(one.length - other.length)
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) if (one[at] !== other[at]) different += 1
  return different
}

/**
 * Milliseconds from when each token was said to when all of it was there. `ends` are lengths of the text after each token,
 * `arrivals` the lengths that were there at certain times, both growing.
 */
export function delays(
  ends: readonly number[],
  saidAt: readonly number[],
  arrivals: readonly { length: number; at: number }[],
): number[] {
  const found: number[] = []
  let arrival = 0
  for (const [token, end] of ends.entries()) {
    while (arrival < arrivals.length && arrivals[arrival]!.length < end) arrival += 1
    if (arrival === arrivals.length) break
    found.push(arrivals[arrival]!.at - saidAt[token]!)
  }
  return found
}
