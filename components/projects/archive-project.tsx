'use client'
// Puts a project away, confirmed by its name. Sessions and their logs stay readable.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { callApi } from '../shell/call-api.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmByName } from '../ui/confirm-by-name.tsx'
import { Section } from '../ui/section.tsx'

export function ArchiveProject({ projectId, name }: { projectId: string; name: string }) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  return (
    <Section title="Put away">
      <div className="flex flex-wrap items-center justify-between gap-3 border-line border-t pt-3">
        <p className="text-ink-2">
          No new sessions can start. Its sessions and their logs stay where they are.
        </p>
        <Button variant="danger" onClick={() => setOpen(true)}>
          Archive the project
        </Button>
      </div>
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
