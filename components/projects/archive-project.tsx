'use client'
// Puts a project away, confirmed by its name, and brings it back. Sessions and their logs stay readable.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmByName } from '../ui/confirm-by-name.tsx'
import { Section } from '../ui/section.tsx'

type Props = { projectId: string; name: string; archived: boolean }

export function ArchiveProject({ projectId, name, archived }: Props) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const { busy, problem, run } = useAction()
  const restore = () => run(() => callApi('PATCH', `/api/projects/${projectId}`, { archived: false }))
  return (
    <Section title={archived ? 'Put away' : 'Put it away'}>
      <div className="flex flex-wrap items-center justify-between gap-3 border-line border-t pt-3">
        <p className="text-ink-2">
          {archived
            ? 'This project is archived: no new sessions can start in it.'
            : 'No new sessions can start then. Its sessions and their logs stay where they are.'}
        </p>
        {archived ? (
          <Button busy={busy} onClick={restore}>
            Restore the project
          </Button>
        ) : (
          <Button variant="danger" onClick={() => setOpen(true)}>
            Archive the project
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className="pt-1 text-bad">
          {problem}
        </p>
      )}
      <ConfirmByName
        open={open}
        onOpenChange={setOpen}
        title="Archive this project"
        consequence="It disappears from lists, and no new sessions can start in it. Sessions and their logs stay readable."
        name={name}
        action="Archive the project"
        onConfirm={async () => {
          const answer = await callApi('DELETE', `/api/projects/${projectId}`)
          if (!answer.ok) return answer.message
          router.push('/projects')
          router.refresh()
          return null
        }}
      />
    </Section>
  )
}
