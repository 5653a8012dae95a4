// Waits until the server answers that it is well. Asks often: a person is watching.
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { localName } from './address.mjs'

const askEveryMs = 40

// A runner that is still on its way does not keep people from the pages.
function isServing(status, text) {
  if (status === 200) return true
  try {
    return JSON.parse(text).database === 'answers'
  } catch {
    return false
  }
}

function ask({ host, port, publicUrl }) {
  return new Promise((resolve) => {
    const asked = request(
      // The server checks the Host header; the public name is the one it knows.
      {
        host: localName(host),
        port,
        path: '/api/health',
        headers: { host: new URL(publicUrl).host },
        timeout: 30_000,
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (part) => {
          text += part
        })
        answer.once('end', () => resolve(isServing(answer.statusCode, text)))
        answer.once('error', () => resolve(false))
      },
    )
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve(false))
    asked.end()
  })
}

/** Resolves true when GET /api/health says that server and database answer, false when `givenUp()` becomes true before. */
export async function waitForHealth(address, givenUp) {
  while (!givenUp()) {
    if (await ask(address)) return true
    await pause(askEveryMs)
  }
  return false
}
