// Progress on the terminal: one aligned line per step, rewritten in place while it runs.
// Promises to stay calm: without a terminal a step prints when it begins and when it ends, no more.
// Must never print a secret; callers pass only what a bystander may read.

const live = process.stdout.isTTY === true
const column = 11
// The reader of a pipe may go away (`npm start | head`); that is no reason to stop.
process.stdout.on('error', () => {})

const elapsed = (since) => `${Math.round((Date.now() - since) / 1000)} s`
const line = (topic, text) => `  ${topic.padEnd(column)} ${text}`

/** Prints one aligned line. */
export function say(topic, text) {
  process.stdout.write(`${line(topic, text)}\n`)
}

/** Prints text as it is, on a line of its own. */
export function print(text = '') {
  process.stdout.write(`${text}\n`)
}

/**
 * Begins a step that takes a while. `update(text)` changes its line on a terminal, `done(text)` ends it.
 * `text` is what is being done ("building the pages"), `done` what was ("built").
 */
export function startStep(topic, text) {
  const since = Date.now()
  let current = text
  const show = () => process.stdout.write(`\r\x1b[2K${line(topic, `${current} … ${elapsed(since)}`)}`)
  const timer = live ? setInterval(show, 1000) : undefined
  if (live) show()
  else say(topic, `${text} …`)
  const end = () => {
    clearInterval(timer)
    if (live) process.stdout.write('\r\x1b[2K')
  }
  return {
    update(next) {
      current = next
      if (live) show()
    },
    done(result) {
      end()
      say(topic, `${result} (${elapsed(since)})`)
    },
    stop: end,
  }
}

/** A refusal or failure that the person can act on: printed without a stack. */
export class Stop extends Error {}

/** Ends the process for an error: a Stop with its sentence, anything else with its stack. */
export function endWith(error) {
  process.stderr.write(`\n${error instanceof Stop ? error.message : (error?.stack ?? error)}\n`)
  process.exit(1)
}
