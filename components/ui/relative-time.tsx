'use client'
// "12 min", "yesterday"; the exact time on hover. One clock for the whole page. The server writes its own reading first, the browser corrects it.
import { useSyncExternalStore } from 'react'

let now = 0
let timer: ReturnType<typeof setInterval> | null = null
const readers = new Set<() => void>()

function subscribe(onTick: () => void): () => void {
  readers.add(onTick)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const reader of readers) reader()
  }, 15_000)
  return () => {
    readers.delete(onTick)
    if (readers.size === 0 && timer) {
      clearInterval(timer)
      timer = null
      now = 0
    }
  }
}
const readNow = () => (now ||= Date.now())
/** During hydration: no exact text, as server and browser may live in different time zones. */
const readNothing = () => 0

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long ago, in words of at most 10 characters up to a week, then a date. Both in milliseconds. */
export function sayAgo(at: number, reading: number): string {
  const passed = reading - at
  if (passed < 45_000) return 'now'
  if (passed < hour) return `${Math.max(1, Math.round(passed / minute))} min`
  if (passed < day) return `${Math.round(passed / hour)} h`
  if (passed < 2 * day) return 'yesterday'
  if (passed < 7 * day) return `${Math.floor(passed / day)} days`
  const date = new Date(at)
  const sameYear = date.getFullYear() === new Date(reading).getFullYear()
  return date.toLocaleDateString(
    'en-GB',
    sameYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' },
  )
}

const exact = (at: number) =>
  new Date(at).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  })

/** `at` is ISO 8601. `ago` adds the word: "12 min ago". */
export function RelativeTime({ at, ago, className }: { at: string; ago?: boolean; className?: string }) {
  const reading = useSyncExternalStore(subscribe, readNow, readNothing)
  const time = Date.parse(at)
  const said = sayAgo(time, reading || Date.now())
  return (
    <time
      dateTime={at}
      title={reading ? exact(time) : undefined}
      className={className}
      suppressHydrationWarning
    >
      {ago && /(min|h|days)$/.test(said) ? `${said} ago` : ago && said === 'now' ? 'just now' : said}
    </time>
  )
}

/** The hour and minute at the reader's place, for a story's margin. */
export function ClockTime({ at, className }: { at: string; className?: string }) {
  const reading = useSyncExternalStore(subscribe, readNow, readNothing)
  const time = new Date(at)
  return (
    <time
      dateTime={at}
      title={reading ? exact(time.getTime()) : undefined}
      className={className}
      suppressHydrationWarning
    >
      {time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}
    </time>
  )
}
