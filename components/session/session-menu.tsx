'use client'
// What else one can do with the session: rename, archive, cancel, take its log away, copy its id.
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { ended, type SessionState } from '../../lib/domain/session-state.ts'
import type { SessionCommandType } from '../../lib/protocol/commands.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { Textarea } from '../ui/textarea.tsx'
import { toast } from '../ui/toast.tsx'
import { type Action, useKeys } from '../ui/use-keys.ts'
import { useScope } from './session-scope.tsx'

export function SessionMenu({ state, onRename }: { state: SessionState; onRename: () => void }) {
  const { client, reader, sessionId } = useScope()
  const [cancelling, setCancelling] = useState(false)
  const over = ended.includes(state.phase)
  async function send(
    type: Extract<SessionCommandType, 'session.archive' | 'session.restore'>,
    done: string,
  ) {
    const answer = await client.send(type, {})
    if (answer.ok) toast(done)
    else toast.error(answer.message)
  }
  const download = () => window.location.assign(`/api/sessions/${sessionId}/log`)
  const copyId = () =>
    navigator.clipboard?.writeText(sessionId).then(
      () => toast('Id copied'),
      () => toast.error(`Copying was refused. The id is ${sessionId}`),
    )
  const actions: (Action & { danger?: boolean })[] = [
    ...(reader.mayWrite
      ? [
          { label: 'Rename the session', run: onRename },
          state.archived
            ? { label: 'Restore from the archive', run: () => void send('session.restore', 'Restored') }
            : { label: 'Archive the session', run: () => void send('session.archive', 'Archived') },
        ]
      : []),
    { label: 'Download the log', words: 'jsonl export events', run: download },
    { label: 'Copy the id', run: () => void copyId() },
    ...(reader.mayWrite && !over
      ? [{ label: 'Cancel the session', run: () => setCancelling(true), danger: true }]
      : []),
  ]
  useKeys(actions)
  return (
    <>
      <Menu
        trigger={
          <IconButton label="More about this session">
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        }
      >
        {actions.map((action) => (
          <div key={action.label}>
            {action.danger && <MenuLine />}
            <MenuItem danger={action.danger} onSelect={() => action.run()}>
              {action.label}
            </MenuItem>
          </div>
        ))}
      </Menu>
      <CancelDialog open={cancelling} onOpenChange={setCancelling} />
    </>
  )
}

function CancelDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { client } = useScope()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  async function cancel() {
    setBusy(true)
    const answer = await client.send('session.cancel', { reason })
    setBusy(false)
    setProblem(answer.ok ? null : answer.message)
    if (answer.ok) onOpenChange(false)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Cancel this session"
      description="The agent stops and nothing is merged. The log and all snapshots stay."
      footer={
        <>
          {problem && (
            <p role="alert" className="mr-auto text-bad">
              {problem}
            </p>
          )}
          <Button onClick={() => onOpenChange(false)}>Keep it running</Button>
          <Button variant="danger" busy={busy} onClick={() => void cancel()}>
            Cancel the session
          </Button>
        </>
      }
    >
      <Textarea
        aria-label="Reason"
        placeholder="Reason (optional)"
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Dialog>
  )
}
