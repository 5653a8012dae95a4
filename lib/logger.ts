// The program's log: one line of JSON per entry on standard output, which `npm start` keeps in the data directory.
// Secrets are cut out by name wherever they appear near the top of an entry; still, do not log whole requests.
import { type DestinationStream, type Logger, pino } from 'pino'

const secretNames = [
  'authorization',
  'Authorization',
  'cookie',
  'Cookie',
  '["set-cookie"]',
  '["x-api-key"]',
  'apiKey',
  'password',
  'secret',
  'token',
]
const depths = ['', '*.', '*.*.']
const paths = depths.flatMap((depth) =>
  secretNames.map((name) => (name.startsWith('[') ? `${depth.slice(0, -1)}${name}` : `${depth}${name}`)),
)

/** A logger that writes to `stream`; tests read from it. */
export function createLogger(stream?: DestinationStream): Logger {
  const options = {
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[removed]' },
  }
  return stream ? pino(options, stream) : pino(options)
}

export const logger = createLogger()
