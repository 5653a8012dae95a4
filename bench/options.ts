// What `npm run bench` understands after `--`: names of sections, none meaning all, and sizes.
import { parseArgs } from 'node:util'
import { Stop } from '../bin/say.mjs'

export const sections = ['streaming', 'append', 'snapshot', 'open', 'waiting', 'start', 'memory'] as const
export type Section = (typeof sections)[number]
export type Options = {
  chosen: Section[]
  sessions: number
  seconds: number
  results: boolean
}

export const usage = `Usage: npm run bench -- [${sections.join('] [')}] [options]
       npm run bench -- review --repo <path> [--repo <path> …]

Without a name, all of them. What is printed is also written to bench/RESULTS.md.

  --sessions <n>  streaming: sessions at once, 1 to 200 (default 200)
  --seconds <n>   streaming: how long, 1 to 60 (default 60)
  --no-results    leave bench/RESULTS.md as it is
`

function count(name: string, text: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new Stop(`--${name} is "${text}". Use a whole number from 1 to ${most}.`)
}

/** Throws Stop with a sentence; null when help is asked for. */
export function parseOptions(args: readonly string[]): Options | null {
  const { values, positionals } = readArgs(args)
  if (values.help) return null
  const unknown = positionals.find((name) => !sections.some((section) => section === name))
  if (unknown !== undefined)
    throw new Stop(`There is no section "${unknown}". There are ${sections.join(', ')}.`)
  const chosen = sections.filter((section) => positionals.length === 0 || positionals.includes(section))
  return {
    chosen,
    sessions: count('sessions', values.sessions, 200),
    seconds: count('seconds', values.seconds, 60),
    results: !values['no-results'],
  }
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        sessions: { type: 'string', default: '200' },
        seconds: { type: 'string', default: '60' },
        'no-results': { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new Stop(`${(error as Error).message}\n\n${usage}`)
  }
}
