// Is the agent going round in circles? The same action with the same result, again and again. Pure.

export type Action = { name: string; arguments: string; output: string }

/** Times that one action, or a pair of two in turn, must repeat at the end to count. */
const repeats = 4

/** A sentence for people, or null. `actions` are the finished calls of the turn, oldest first. */
export function findLoop(actions: readonly Action[]): string | null {
  for (const period of [1, 2]) {
    const needed = period * repeats
    if (actions.length < needed) continue
    const tail = actions.slice(-needed)
    if (tail.every((action, index) => same(action, tail[index % period]!))) {
      const what = tail.slice(0, period).map((action) => action.name)
      return `The agent repeated ${what.join(' and ')} ${repeats} times with the same result.`
    }
  }
  return null
}

/** Durations differ between runs of one command; they are no result. */
const withoutTimes = (output: string): string => output.replace(/\b\d+(\.\d+)?\s*(ms|seconds|s)\b/g, '')

function same(a: Action, b: Action): boolean {
  return a.name === b.name && a.arguments === b.arguments && withoutTimes(a.output) === withoutTimes(b.output)
}
