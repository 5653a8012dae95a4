'use client'
// Projects as lines, with what is going on in each; moved through by keyboard.
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { ProjectRow } from '../../lib/queries/list-projects.ts'
import { cx } from '../ui/cx.ts'
import { State } from '../ui/state.tsx'
import { useListCursor } from '../ui/use-list-cursor.ts'
import { projectPath } from './project-path.ts'
import { sourceWords } from './source-words.ts'

export function ProjectLines({ projects }: { projects: ProjectRow[] }) {
  const router = useRouter()
  const cursor = useListCursor(projects.length, (index) => router.push(projectPath(projects[index]!)), {
    noun: 'project',
  })
  return (
    <ul>
      {projects.map((project, index) => (
        <li
          key={project.id}
          {...cursor.row(index)}
          className={cx(
            'relative grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 border-line border-b py-2.5 first:border-t hover:bg-sunken md:grid-cols-[14rem_minmax(0,1fr)_8rem_11rem] md:px-2',
            index === cursor.index && 'bg-sunken shadow-[inset_2px_0_0_var(--ink)]',
          )}
        >
          <Link href={projectPath(project)} className="truncate font-medium after:absolute after:inset-0">
            {project.name}
          </Link>
          <span className="min-w-0 truncate text-ink-3 max-md:order-last max-md:col-span-2">
            {sourceWords(project.sourceKind, project.sourceLocation)}
          </span>
          <span className="truncate font-mono text-code text-ink-2 max-md:hidden">
            {project.targetBranch}
          </span>
          <span className="text-right">
            <Doing project={project} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Doing({ project }: { project: ProjectRow }) {
  if (project.archivedAt) return <span className="text-ink-3">archived</span>
  if (project.status === 'preparing') return <State tone="running">being prepared</State>
  if (project.status === 'failed') return <State tone="bad">could not be prepared</State>
  if (project.waitingSessions > 0)
    return (
      <State tone="waits">
        {project.waitingSessions} of {project.openSessions} wait
      </State>
    )
  return (
    <span className="text-ink-3">
      {project.openSessions > 0 ? `${project.openSessions} at work` : 'quiet'}
    </span>
  )
}
