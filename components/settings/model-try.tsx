'use client'
// Asks the endpoint one small thing and says what works there.
import { useEffect, useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { State } from '../ui/state.tsx'

type Probe =
  | {
      outcome: 'works'
      api: string
      works: { streaming: boolean; tools: boolean; encryptedReasoning: boolean }
      detail: string[]
    }
  | { outcome: 'fails'; code: string; message: string }
const pauseMs = 700
const patienceMs = 180_000

export function ModelTry({ probe: known, mayTry }: { probe: unknown; mayTry: boolean }) {
  const [trying, setTrying] = useState<{ since: number } | null>(null)
  const [found, setFound] = useState<Probe | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const probe = found ?? readProbe(known)

  useEffect(() => {
    if (!trying) return
    let timer: ReturnType<typeof setTimeout>
    const stop = new AbortController()
    const ask = async () => {
      const answer = await callApi<{ probe: unknown }>('GET', '/api/settings/model', undefined, stop.signal)
      if (stop.signal.aborted) return
      const result = answer.ok ? readProbe(answer.value.probe) : null
      if (result) {
        setFound(result)
        setTrying(null)
      } else if (Date.now() - trying.since > patienceMs) {
        setProblem('No answer came within three minutes. Check that the runner is running, then try again.')
        setTrying(null)
      } else timer = setTimeout(ask, pauseMs)
    }
    timer = setTimeout(ask, pauseMs)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [trying])

  async function begin() {
    setProblem(null)
    setFound(null)
    setTrying({ since: Date.now() })
    const answer = await callApi('POST', '/api/settings/model/try', {})
    if (!answer.ok) {
      setTrying(null)
      setProblem(answer.message)
    }
  }
  return (
    <div className="flex flex-col gap-2 border-line border-t pt-3" aria-live="polite">
      <div className="flex items-center gap-3">
        {mayTry && (
          <Button busy={trying !== null} onClick={begin}>
            Try it
          </Button>
        )}
        {trying ? (
          <State tone="running">Asks the endpoint one small thing</State>
        ) : !probe ? (
          <span className="text-ink-3">Not tried yet. It costs a few dozen tokens.</span>
        ) : null}
      </div>
      {!trying && probe && <Found probe={probe} />}
      {problem && <Callout tone="bad">{problem}</Callout>}
    </div>
  )
}

function Found({ probe }: { probe: Probe }) {
  if (probe.outcome === 'fails')
    return (
      <Callout tone="bad" title="It does not work">
        {probe.message}
      </Callout>
    )
  return (
    <Callout tone="passed" title="It works">
      <ul>
        {probe.detail.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Callout>
  )
}

/** The stored result belongs to the runner; what is not understood counts as not tried. */
function readProbe(value: unknown): Probe | null {
  if (!value || typeof value !== 'object' || !('outcome' in value)) return null
  if (value.outcome === 'works' && 'detail' in value && Array.isArray(value.detail)) return value as Probe
  if (value.outcome === 'fails' && 'message' in value) return value as Probe
  return null
}
