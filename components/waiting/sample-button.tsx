'use client'
// The quickest first step: the sample project, one click.
import { useRouter } from 'next/navigation'
import { projectPath } from '../projects/project-path.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'

export function SampleButton({ name }: { name: string }) {
  const router = useRouter()
  const { busy, problem, run } = useAction()
  async function add() {
    const done = await run(() =>
      callApi<{ id: string; slug: string }>('POST', '/api/projects', {
        name,
        source: { kind: 'sample' },
      }),
    )
    if (done) router.push(projectPath(done.value))
  }
  return (
    <>
      <Button variant="primary" busy={busy} onClick={add}>
        Add the sample project
      </Button>
      {problem && (
        <span role="alert" className="self-center text-bad">
          {problem}
        </span>
      )}
    </>
  )
}
