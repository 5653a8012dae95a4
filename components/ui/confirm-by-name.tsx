'use client'
// For what is hard to undo: the person types the name of the thing, and only then can press the button.
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { Input } from './input.tsx'

export function ConfirmByName({
  open,
  onOpenChange,
  title,
  consequence,
  name,
  action,
  onConfirm,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What happens, in one or two sentences. */
  consequence: ReactNode
  name: string
  /** The verb on the button. */
  action: string
  /** Resolves with a sentence when it did not work. */
  onConfirm: () => Promise<string | null>
}) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const matches = typed.trim() === name

  async function confirm() {
    if (!matches || busy) return
    setBusy(true)
    const answer = await onConfirm()
    setBusy(false)
    setProblem(answer)
    if (!answer) {
      setTyped('')
      onOpenChange(false)
    }
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" disabled={!matches} busy={busy} onClick={confirm}>
            {action}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void confirm()
        }}
      >
        <Field label={`Type ${name} to confirm`} error={problem}>
          <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoFocus />
        </Field>
      </form>
    </Dialog>
  )
}
