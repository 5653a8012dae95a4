// The examples of docs/api.md as requests, and what the page says that they answer. Understands the few curl options that
// the page uses, and fails on any other, so that no example is silently left out.

export type Example = {
  line: number
  method: string
  url: string
  headers: Record<string, string>
  body: string | null
  /** null: the page shows no answer, only that it works. */
  answer: { status: number; json: unknown } | null
}

const block = /^```sh\n(curl [\s\S]*?)^```\n(?:```json ?(\d*)\n([\s\S]*?)^```)?/gm

/** `fill` puts values in the place of $NAME, at the time when the example is run. */
export function readExamples(markdown: string): ((fill: (text: string) => string) => Example)[] {
  return [...markdown.matchAll(block)].map(([, command = '', status, json], index, all) => (fill) => {
    const line = markdown.slice(0, all[index]!.index).split('\n').length
    const words = splitWords(fill(command)).slice(1)
    const example: Example = { line, method: '', url: '', headers: {}, body: null, answer: null }
    while (words.length > 0) {
      const word = words.shift()!
      if (word === '-X') example.method = words.shift()!
      else if (word === '-H') {
        const [name = '', value = ''] = words.shift()!.split(': ')
        example.headers[name] = value
      } else if (word === '-d') example.body = words.shift()!
      else if (word.startsWith('http')) example.url = word
      else throw new Error(`line ${line}: an example may not use ${word}`)
    }
    example.method ||= example.body === null ? 'GET' : 'POST'
    if (json !== undefined) example.answer = { status: Number(status || 200), json: JSON.parse(json) }
    return example
  })
}

/** Words as a shell sees them, for single and double quotes. */
function splitWords(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  )
}

/** Every field that the page shows is there and of that kind. Returns the first that is not, as a sentence. */
export function findDifference(shown: unknown, found: unknown, at = 'answer'): string | null {
  if (Array.isArray(shown)) {
    if (!Array.isArray(found) || found.length === 0) return `${at} should be a list that is not empty`
    return shown.length > 0 ? findDifference(shown[0], found[0], `${at}[0]`) : null
  }
  if (shown !== null && typeof shown === 'object') {
    if (found === null || typeof found !== 'object') return `${at} should be an object`
    for (const [key, value] of Object.entries(shown)) {
      if (!(key in found)) return `${at}.${key} is missing`
      const difference = findDifference(value, (found as Record<string, unknown>)[key], `${at}.${key}`)
      if (difference) return difference
    }
    return null
  }
  if (shown === null || typeof shown !== typeof found) {
    return shown === found
      ? null
      : `${at} is ${JSON.stringify(found)}, the page shows ${JSON.stringify(shown)}`
  }
  const code = at.endsWith('.code') && shown !== found
  return code ? `${at} is ${JSON.stringify(found)}, the page shows ${JSON.stringify(shown)}` : null
}
