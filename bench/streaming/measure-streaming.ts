// The section "streaming": many sessions at once, each with a model that talks and a viewer that reads.
import { usualIntervals } from '../../lib/runner/runner-parts.ts'
import type { Options } from '../options.ts'
import { withDatabase } from '../processes/with-database.ts'
import { figure, type Measured } from '../report/figure.ts'
import { percentile, write, writeRatio } from '../report/summarize.ts'
import { judgeStream } from './judge-stream.ts'
import { stream } from './stream.ts'

const tokensPerSecond = 30
/** Viewers that lose their line again and again, of 200. */
const reconnecting = 20
const promisedDelayMs = 150
const promisedBytes = 4
/** Bare timers that come later than this say that processes wait for the processor. */
const busyMs = 20

export async function measureStreaming({ sessions, seconds }: Options): Promise<Measured> {
  const tokensPerReply = 300
  const sizes = {
    sessions,
    seconds,
    tokensPerSecond,
    tokensPerReply,
    unsteady: Math.min(sessions, Math.max(2, Math.round(sessions / reconnecting))),
  }
  const streamed = await withDatabase(({ url, folder }) => stream(url, folder, sizes))
  const judged = judgeStream(streamed)
  const { written } = streamed
  const flushMs = usualIntervals.flush * 1000
  const at = (values: readonly number[], share: number) => percentile(values, share)
  const p95 = at(judged.steadyDelays, 0.95)
  const late = at(streamed.timersLate, 0.95)
  const perCharacter = (bytes: number) => bytes / judged.steadyCharacters
  const text = perCharacter(judged.textBytes)
  const closed = perCharacter(judged.textBytes + judged.eventBytes)
  const all = perCharacter(judged.allBytes)
  // Late processes send fewer and longer frames, which can only flatter.
  const judgeBytes = (bytes: number) =>
    bytes > promisedBytes ? { kept: false } : late > busyMs ? {} : { kept: true }
  const share = (cpuMs: number) => `${write(cpuMs / written.seconds / 10)} % of one core`
  return {
    how: [
      `${sessions} sessions × ${tokensPerSecond} tokens a second for ${write(written.seconds, 's')}, ${judged.characters.toLocaleString('en-US')} characters;`,
      `replies of ${tokensPerReply} tokens. Runner, server and viewers are three processes on this machine; ${judged.unsteady} viewers`,
      `lose their line without a goodbye every 1.3 to 2.7 s (${judged.cuts} times in all). A token is there when the page's memory holds it.`,
    ],
    figures: [
      figure('token → browser, p50', write(at(judged.steadyDelays, 0.5), 'ms'), {
        ratio: writeRatio(at(judged.steadyDelays, 0.5), flushMs, 'one flush interval'),
      }),
      figure('token → browser, p95', write(p95, 'ms'), {
        ratio: writeRatio(p95, flushMs, 'one flush interval'),
        promised: `at most ${promisedDelayMs} ms with 200 sessions`,
        // A smaller run can break the promise, but not keep it.
        ...(p95 > promisedDelayMs ? { kept: false } : sessions >= 200 ? { kept: true } : {}),
      }),
      figure('token → browser, p99', write(at(judged.steadyDelays, 0.99), 'ms')),
      figure('how late a bare timer was meanwhile, p95', write(late, 'ms'), {
        ratio: writeRatio(late, p95, 'token → browser, p95'),
      }),
      figure(
        'p95 where the line is cut, time offline included',
        write(at(judged.unsteadyDelays, 0.95), 'ms'),
      ),
      figure('characters lost or wrong', String(judged.lost + judged.wrong), {
        promised: '0',
        kept: judged.lost + judged.wrong === 0,
      }),
      figure('characters that came twice, on the wire or on the page', String(judged.repeated), {
        promised: '0',
        kept: judged.repeated === 0,
      }),
      figure('WebSocket bytes per streamed character', write(text), {
        ratio: writeRatio(text, 1, 'the text itself'),
        promised: `at most ${promisedBytes}`,
        ...judgeBytes(text),
      }),
      figure('the same, with the events that open and close each reply', write(closed), {
        ratio: writeRatio(closed, 1, 'the text itself'),
        promised: `at most ${promisedBytes}`,
        ...judgeBytes(closed),
      }),
      figure('everything on the socket, per streamed character', write(all), {
        ratio: writeRatio(all, 1, 'the text itself'),
      }),
      figure('processor time of the runner', share(written.cpuMs)),
      figure('processor time of the server', share(streamed.serverCpuMs)),
    ],
    notes: [
      sessions < 200 && `The promise is about 200 sessions; this run had ${sessions} (\`--sessions 200\`).`,
      late > busyMs &&
        'On a machine this busy frames are fewer and longer, so bytes per character are lower than on a quiet one; whether they keep the promise is left open.',
      p95 > promisedDelayMs &&
        `A token waits up to ${flushMs} ms for the runner's flush, and again when notices of replies that close come between; the rest is queries and processor time, of which the viewers take theirs from the same cores.`,
      p95 > promisedDelayMs &&
        'All sessions begin and end together, so a short run is mostly the commits of replies that open and close, and they compete with the flush for the processor. How much of the delay that is was not measured apart.',
    ].filter((note) => note !== false),
  }
}
