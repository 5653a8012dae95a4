// JSON from strangers, strictly: bounded in depth, each name once. Two readers of the same text must not see different things,
// and no text may exhaust the stack of whoever walks through its value.
import { Rejection } from './rejection.ts'

export const maxDepth = 64

/** Throws Rejection 'request.json' or 'request.depth'. */
export function readJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Rejection('request.json', 'The body is not JSON. Check its quotes and commas.')
  }
  checkNames(text)
  return value
}

/** For values that were parsed elsewhere. Throws Rejection 'request.depth'. */
export function requireShallow(value: unknown): void {
  let level = [value].filter(isNest)
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= maxDepth) throw tooDeep()
    level = level.flatMap((one) => Object.values(one).filter(isNest))
  }
}

const isNest = (value: unknown): value is object => typeof value === 'object' && value !== null

const tooDeep = () => new Rejection('request.depth', `Nest at most ${maxDepth} levels of lists and objects.`)

/** `text` is JSON already. A list is null on the stack, an object the names that it has so far. */
function checkNames(text: string): void {
  const open: (Set<string> | null)[] = []
  let last = ''
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '"') {
      const start = at
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
      last = text.slice(start, at + 1)
    } else if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? new Set() : null)
      if (open.length > maxDepth) throw tooDeep()
    } else if (sign === '}' || sign === ']') {
      open.pop()
    } else if (sign === ':') {
      const name = JSON.parse(last) as string
      const names = open.at(-1)
      if (name === '__proto__' || names?.has(name))
        throw new Rejection('request.json', `The name ${last.slice(0, 80)} may not stand here, or not twice.`)
      names?.add(name)
    }
  }
}
