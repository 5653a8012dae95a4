'use client'
// The output of one check: live while it runs, whole on request afterwards. As tall as its lines, up to a limit.
import { useMemo, useState } from 'react'
import type { LongText } from '../../../lib/protocol/values.ts'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'
import { headOf, isWhole } from '../load-long-text.ts'
import { useItemText } from '../use-item-text.ts'
import { byteSize } from '../words.ts'
import { LinesBox } from './lines-box.tsx'
import { outputLines } from './terminal-rows.ts'

const linePx = 20
const mostLines = 22

export function LiveOutput({ itemId, label }: { itemId: string; label: string }) {
  return <Lines text={useItemText(itemId)} label={label} live />
}

export function KeptOutput({
  text,
  load,
  label,
}: {
  text: LongText
  load: () => Promise<string>
  label: string
}) {
  const [whole, setWhole] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  async function loadWhole() {
    setBusy(true)
    try {
      setWhole(await load())
    } catch {
      toast.error('The output could not be loaded. Try again.')
    }
    setBusy(false)
  }
  return (
    <div>
      <Lines text={whole ?? headOf(text)} label={label} />
      {whole === null && !isWhole(text) && (
        <Button size="sm" variant="quiet" busy={busy} onClick={() => void loadWhole()}>
          Show all, {byteSize(text.bytes)}
        </Button>
      )}
    </div>
  )
}

function Lines({ text, label, live = false }: { text: string; label: string; live?: boolean }) {
  const rows = useMemo(() => outputLines(text).map((line, index) => ({ key: String(index), line })), [text])
  if (rows.length === 0) return <p className="text-ink-3">{live ? 'No output yet' : 'No output'}</p>
  return (
    <div className="overflow-hidden rounded-md bg-sunken py-2">
      <div style={{ height: Math.min(rows.length, mostLines) * linePx }}>
        <LinesBox rows={rows} label={label} heightOf={() => linePx} follow={live} className="h-full">
          {(row) => <pre className="px-3 text-code leading-5">{row.line || ' '}</pre>}
        </LinesBox>
      </div>
    </div>
  )
}
